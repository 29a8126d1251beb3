#include "host/output/presenter.hpp"

#include "host/base/messages.hpp"
#include "host/capture/extract.hpp"
#include "host/output/render.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>

namespace host::output {
namespace {

/// Reports that are made of many sweeps.
bool at_end_only(std::string_view report) {
    return report == "frames" || is_time_report(report);
}

/// What keeps a process from being read; nothing of one that is read, or that has no memory.
std::optional<model::Status> trouble_of(const model::Board& board, model::Pid pid) {
    const auto found = board.processes.find(pid);
    const model::Status status = found == board.processes.end() ? model::Status::gone : found->second.status;
    const bool none = status != model::Status::gone && status != model::Status::denied &&
                      status != model::Status::failed && status != model::Status::missing;
    return none ? std::nullopt : std::optional(status);
}

/// Of several boards, one that has the process will do.
std::optional<model::Status> trouble_of(std::span<const model::Board* const> boards, model::Pid pid) {
    std::optional<model::Status> trouble = model::Status::gone;
    for (const model::Board* board : boards) {
        const auto here = trouble_of(*board, pid);
        trouble = trouble == model::Status::gone || !here ? here : trouble;
    }
    return trouble;
}

/// The options besides pids that choose, as they were written.
std::string choice_of(const cli::Which& which) {
    std::string choice;
    for (const auto& [option, words] : {std::pair("--name", &which.names), std::pair("--user", &which.users),
                                        std::pair("--class", &which.classes), std::pair("--map", &which.maps)}) {
        for (const std::string& word : *words) {
            choice += (choice.empty() ? "" : " ") + std::string(option) + ' ' + word;
        }
    }
    return choice;
}

} // namespace

void Presenter::print(const Result<std::string>& text) {
    if (!text) {
        base::say(text.error());
        failed_ = misused_ = true; // what was read is good; what is wanted of it does not exist
        return;
    }
    print(*text);
}

void Presenter::print(const std::string& text) {
    std::cout << text << std::flush;
    failed_ = failed_ || !std::cout.good();
}

bool Presenter::over_time() const {
    return at_end_only(settings_.options.report) || !settings_.options.how.budget.empty();
}

void Presenter::sweep(const model::Board& board) {
    ++sweeps_;
    chosen_ = chosen_ || settings_.filter.chooses_any(board);
    for (const std::uint32_t pid : settings_.options.which.pids) {
        if (!trouble_of(board, pid)) {
            pids_seen_.insert(pid);
        }
    }
    for (const std::string& broken : time_reports_.sweep(board)) {
        base::say(board.source + ": " + broken);
    }
    const std::array boards{&board};
    const std::string name = report_name(settings_, boards);
    if (mode_ != Mode::live || failed_) {
        return;
    }
    if (settings_.options.how.format == cli::Format::ndjson && !at_end_only(name)) {
        print(render(settings_, name, boards));
    } else if (settings_.options.how.format == cli::Format::text) {
        live_text(board, name);
    }
}

bool Presenter::sweep(const decode::Sweep& sweep_now, const decode::SessionDecoder& decoder) {
    if (settings_.options.report == "frames") {
        frames_.sweep(sweep_now, decoder);
    }
    const std::string& directory = settings_.options.how.extract;
    if (!directory.empty() && !settings_.options.which.at) {
        note(capture::extract(sweep_now.board, decoder,
                              capture::sweep_directory(directory, extracted_number(sweep_now.board))));
    }
    sweep(sweep_now.board);
    return true;
}

/// The sweep's number; every further session counts on from the one before, so that no folder is written twice.
std::uint64_t Presenter::extracted_number(const model::Board& board) {
    if (extracted_session_ && *extracted_session_ != board.agent.session_id) {
        extracted_base_ = extracted_last_ + 1;
    }
    extracted_session_ = board.agent.session_id;
    extracted_last_ = extracted_base_ + board.sweep.number;
    return extracted_last_;
}

void Presenter::extract_moment(const model::Board& board, const decode::SessionDecoder& decoder) {
    if (!settings_.options.how.extract.empty() && settings_.options.which.at) {
        note(capture::extract(board, decoder, settings_.options.how.extract));
    }
}

void Presenter::note(const Result<void>& done) {
    if (!done && !failed_) {
        base::say(done.error());
        failed_ = true;
    }
}

void Presenter::live_text(const model::Board& board, const std::string& report) {
    if (reported_.insert(board.source).second && !at_end_only(report)) {
        const std::array boards{&board};
        print(several_ ? board.source + ":\n" : std::string());
        print(render(settings_, report, boards));
    }
    const std::string lines = view_.sweep(board, several_ ? board.source : std::string());
    if (!settings_.options.how.quiet) {
        print(lines);
    }
}

/// Says which processes were asked for and cannot be read; a report over time asks for those that never could.
bool Presenter::missing_pids(std::span<const model::Board* const> boards, bool over_time) const {
    bool any = false;
    for (const std::uint32_t pid : settings_.options.which.pids) {
        const auto trouble = trouble_of(boards, pid);
        if (trouble && !(over_time && pids_seen_.contains(pid))) {
            const bool denied = *trouble == model::Status::denied;
            base::say(Error{std::to_string(pid), std::string(model::status_reason(*trouble)),
                            denied ? "root may read it" : ""});
            any = true;
        }
    }
    return any;
}

/// Says that the choice fits nothing that was there, or that nothing was; a table of nothing would look like memory of
/// 0. Of pids each one is told by itself.
bool Presenter::nothing_chosen(std::span<const model::Board* const> boards) const {
    const cli::Which& which = settings_.options.which;
    const std::string choice = choice_of(which);
    const bool nothing = !chosen_ && sweeps_ != 0 && which.pids.empty();
    if (nothing && choice.empty()) {
        base::say(Error{boards.empty() ? "" : boards.front()->source, "no process in it",
                        "an agent with --pid or --name shows no others"});
    } else if (nothing) {
        base::say(Error{choice, "matches nothing", "--report processes without it lists what is there"});
    }
    return nothing;
}

void Presenter::print_report(const std::string& name, std::span<const model::Board* const> boards) {
    const cli::How& how = settings_.options.how;
    // JSON and CSV hold one report; without --report the limits are it.
    const bool one_report = how.format == cli::Format::json || how.format == cli::Format::csv;
    const bool budget_alone = one_report && settings_.options.report.empty() && !how.budget.empty();
    if (name == "frames") {
        print(render(settings_, frames_.take_reports()));
    } else if (is_time_report(name)) {
        if (auto reports = time_reports_.reports()) {
            print(render(settings_, *std::move(reports)));
        } else {
            print(failure(reports.error()));
        }
    } else if (!budget_alone && (mode_ == Mode::recorded || one_report)) {
        print(render(settings_, name, boards));
    }
}

ExitCode Presenter::finish(std::span<const model::Board* const> boards) {
    const std::string name = report_name(settings_, boards);
    const bool missing = missing_pids(boards, over_time()) || nothing_chosen(boards);
    if (mode_ == Mode::live && settings_.options.how.format == cli::Format::text) {
        print(view_.closing());
    }
    if (failed_ || boards.empty()) {
        return misused_ ? ExitCode::usage : ExitCode::failed;
    }
    print_report(name, boards);
    const ExitCode budget = report_budgets();
    if (misused_) {
        return ExitCode::usage;
    }
    return failed_ ? ExitCode::failed : with_failure(budget, missing);
}

/// A table after the report in text; other formats hold one report, so that the budget is shown when it is the only
/// one. What is not kept, or not known to be, is said in any case.
ExitCode Presenter::report_budgets() {
    const bool shown = settings_.options.how.format == cli::Format::text || settings_.options.report.empty();
    TimeReports::Outcome outcome = time_reports_.budget_outcome();
    if (shown && !outcome.reports.empty()) {
        print(settings_.options.how.format == cli::Format::text ? std::string("\n") : std::string());
        print(render_plain(settings_, outcome.reports));
    }
    for (const auto* const sentences : {&outcome.broken, &outcome.not_measured}) {
        std::for_each(sentences->begin(), sentences->end(), [](const std::string& sentence) { base::say(sentence); });
    }
    return outcome.any_broken              ? ExitCode::budget_broken
           : !outcome.not_measured.empty() ? ExitCode::failed
                                           : ExitCode::done;
}

} // namespace host::output
