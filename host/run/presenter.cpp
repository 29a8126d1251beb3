#include "host/run/presenter.hpp"

#include "host/run/messages.hpp"
#include "host/run/render.hpp"

#include <algorithm>
#include <array>
#include <iostream>

namespace host::run {

void Presenter::print(const Result<std::string>& text) {
    if (!text) {
        say(text.error());
        failed_ = true;
        return;
    }
    print(*text);
}

void Presenter::print(const std::string& text) {
    std::cout << text << std::flush;
    failed_ = failed_ || !std::cout.good();
}

void Presenter::sweep(const model::Board& board) {
    ++sweeps_;
    for (const std::string& broken : gathering_.sweep(board)) {
        say(board.source + ": " + broken);
    }
    const std::array boards{&board};
    const std::string name = report_name(settings_, boards);
    if (mode_ != Mode::live || failed_) {
        return;
    }
    if (settings_.options.how.format == Format::ndjson && !is_time_report(name)) {
        print(render(settings_, name, boards));
    } else if (settings_.options.how.format == Format::text) {
        live_text(board, name);
    }
}

void Presenter::live_text(const model::Board& board, const std::string& report) {
    if (reported_.insert(board.source).second && !is_time_report(report)) {
        const std::array boards{&board};
        print(several_ ? board.source + ":\n" : std::string());
        print(render(settings_, report, boards));
    }
    const std::string lines = view_.sweep(board, several_ ? board.source : std::string());
    if (!settings_.options.how.quiet) {
        print(lines);
    }
}

/// Says which processes were asked for and never seen.
bool Presenter::missing_pids(std::span<const model::Board* const> boards) const {
    bool any = false;
    for (const std::uint32_t pid : settings_.options.which.pids) {
        const bool there = std::any_of(boards.begin(), boards.end(), [pid](const model::Board* board) {
            const auto found = board->processes.find(pid);
            return found != board->processes.end() && found->second.status != model::Status::gone;
        });
        if (!there) {
            say(Error{std::to_string(pid), "no such process", ""});
            any = true;
        }
    }
    return any;
}

ExitCode Presenter::finish(std::span<const model::Board* const> boards) {
    const Format format = settings_.options.how.format;
    const std::string name = report_name(settings_, boards);
    const bool missing = missing_pids(boards);
    if (mode_ == Mode::live && format == Format::text) {
        print(view_.closing());
    }
    if (failed_ || boards.empty()) {
        return ExitCode::failed;
    }
    if (is_time_report(name)) {
        if (auto reports = gathering_.reports()) {
            print(render(settings_, *std::move(reports)));
        } else {
            print(Result<std::string>(reports.error()));
        }
    } else if (mode_ == Mode::recorded || format == Format::json || format == Format::csv) {
        print(render(settings_, name, boards));
    }
    const ExitCode budget = report_budgets();
    return missing || failed_ ? ExitCode::failed : budget;
}

/// A table after the report in text; other formats hold one report, so that the budget is shown when it is the only
/// one.
ExitCode Presenter::report_budgets() {
    const bool shown = settings_.options.how.format == Format::text || settings_.options.report.empty();
    std::vector<report::Report> reports = gathering_.budgets();
    if (shown && !reports.empty()) {
        print(settings_.options.how.format == Format::text ? std::string("\n") : std::string());
        print(render_plain(settings_, reports));
    }
    return gathering_.budget_broken() ? ExitCode::budget_broken : ExitCode::done;
}

} // namespace host::run
