#include "host/output/presenter.hpp"

#include "host/base/messages.hpp"
#include "host/output/render.hpp"
#include "host/report/reports.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>

namespace host::output {
void Presenter::print(const Result<std::string>& text) {
    if (!text) {
        base::say(text.error());
        failed_ = misused_ = true; // the input is valid; the requested column or level does not exist
        return;
    }
    print(*text);
}

void Presenter::print(const std::string& text) {
    std::cout << text << std::flush;
    failed_ = failed_ || !std::cout.good();
}

bool Presenter::over_time() const {
    return report::is_over_time(settings_.options.report) || !settings_.options.how.budget.empty();
}

void Presenter::sweep(const model::Board& board) {
    ++sweeps_;
    choice_.sweep(board);
    const bool lines = mode_ == Mode::live && settings_.options.how.format == cli::Format::text;
    const analyze::UsageTracker* usage = nullptr;
    if (time_reports_.wanted() || lines) {
        const TimeReports::Sweep sweep = time_reports_.sweep(board);
        usage = &sweep.usage;
        for (const std::string& broken : sweep.broken) {
            base::say(board.source + ": " + broken);
        }
    }
    const std::array boards{&board};
    const std::string name = report_name(settings_, boards);
    if (mode_ != Mode::live || failed_) {
        return;
    }
    if (settings_.options.how.format == cli::Format::ndjson && !report::is_over_time(name)) {
        print(render(settings_, name, boards));
    } else if (lines) {
        live_text(board, *usage, name);
    }
}

bool Presenter::sweep(const decode::Sweep& sweep_now, const decode::SessionDecoder& decoder) {
    if (settings_.options.report == "frames") {
        frames_.sweep(sweep_now, decoder);
    }
    if (!settings_.options.how.extract.empty() && !settings_.options.which.time.at) {
        note(extractor_.sweep(sweep_now.board, decoder));
    }
    sweep(sweep_now.board);
    return true;
}

void Presenter::extract_moment(const model::Board& board, const decode::SessionDecoder& decoder) {
    if (!settings_.options.how.extract.empty() && settings_.options.which.time.at) {
        note(extractor_.moment(board, decoder));
    }
}

void Presenter::note(const Result<void>& done) {
    if (!done && !failed_) {
        base::say(done.error());
        failed_ = true;
    }
}

void Presenter::live_text(const model::Board& board, const analyze::UsageTracker& usage, const std::string& report) {
    if (reported_.insert(board.source).second && !report::is_over_time(report)) {
        const std::array boards{&board};
        print(several_ ? board.source + ":\n" : std::string());
        print(render(settings_, report, boards));
    }
    const std::string lines = view_.sweep(board, usage, several_ ? board.source : std::string());
    if (!settings_.options.how.quiet) {
        print(lines);
    }
}

void Presenter::print_report(const std::string& name, std::span<const model::Board* const> boards) {
    const cli::How& how = settings_.options.how;
    // JSON and CSV hold one report; without --report it is the budget.
    const bool one_report = how.format == cli::Format::json || how.format == cli::Format::csv;
    const bool budget_alone = one_report && settings_.options.report.empty() && !how.budget.empty();
    if (name == "frames") {
        print(render(settings_, frames_.take_reports()));
    } else if (report::is_over_time(name)) {
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
    const bool all_sweeps_count = over_time() || name == "frames" || !settings_.options.how.extract.empty();
    const bool missing = choice_.report_missing(boards, all_sweeps_count);
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

/// In text a table after the report. Other formats hold one report; there the budget is printed only if no other report
/// is requested. Broken and unmeasured limits are reported on stderr in any format.
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
