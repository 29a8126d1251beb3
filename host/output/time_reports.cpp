#include "host/output/time_reports.hpp"

#include "host/cli/budget_file.hpp"
#include "host/procfs/proc_tree.hpp"
#include "host/report/budget.hpp"
#include "host/report/diff.hpp"

#include <algorithm>
#include <array>

namespace host::output {
namespace {

/// Null when the report is made from one sweep or from the stream, or none was asked for.
const report::ReportEntry* find_history_report(std::string_view name) {
    const report::ReportEntry* const entry = report::find_report(name);
    const bool is_made_here = entry != nullptr && (entry->input == report::ReportInput::many_sweeps ||
                                                   entry->input == report::ReportInput::two_sweeps);
    return is_made_here ? entry : nullptr;
}

std::optional<Error> take_levels(const std::string& report, const std::vector<std::string>& names,
                                 std::vector<analyze::GroupBy>& levels) {
    for (const std::string& name : names) {
        const auto level = analyze::find_group_by(name);
        if (!level) {
            return Error{"--by", "'" + name + "' is not known", "one of " + analyze::group_by_names()};
        }
        if (*level == analyze::GroupBy::user && report == "diff") {
            return Error{"--by", "a diff has no level user", "program, process or file tell more"};
        }
        if (std::find(levels.begin(), levels.end(), *level) == levels.end()) {
            levels.push_back(*level);
        }
    }
    return {};
}

} // namespace

Result<TimeReports> TimeReports::make(const cli::Options& options, const analyze::Filter& filter,
                                      const analyze::UserNames& users) {
    TimeReports time_reports(filter, users);
    time_reports.report_ = find_history_report(options.report);
    report::HistoryOptions& report_options = time_reports.report_options_;
    report_options.settle_us = options.how.settle_us.value_or(0);
    report_options.interval_us = options.which.period_us.value_or(0);
    if (auto error = take_levels(options.report, options.how.by, report_options.levels)) {
        return failure(*std::move(error));
    }
    if (!options.how.measure.empty()) {
        report_options.measure = analyze::find_measure(options.how.measure);
        if (report_options.measure == nullptr) {
            return failure(
                {"--measure", "'" + options.how.measure + "' is not known", "one of " + analyze::measure_keys()});
        }
    }
    if (!options.how.budget.empty()) {
        const auto text = procfs::read_whole(options.how.budget);
        if (!text) {
            return failure(text.error());
        }
        auto limits = cli::parse_budget(*text, options.how.budget);
        if (!limits) {
            return failure(limits.error());
        }
        time_reports.limits_ = *std::move(limits);
    }
    return time_reports;
}

TimeReports::OfBoard& TimeReports::of(const model::Board& board) {
    const auto found = std::find_if(boards_.begin(), boards_.end(),
                                    [&](const auto& known) { return known->origin.source == board.source; });
    if (found != boards_.end()) {
        return **found;
    }
    boards_.push_back(std::make_unique<OfBoard>(filter_, limits_));
    boards_.back()->origin = report::origin_of(board);
    return *boards_.back();
}

std::vector<std::string> TimeReports::sweep(const model::Board& board) {
    std::vector<std::string> broken;
    if (!wanted()) {
        return broken;
    }
    OfBoard& known = of(board);
    known.history.add(board);
    known.peaks.add(board, known.history.running());
    known.monitor.add(board, known.history);
    known.origin = report::origin_of(board);
    known.meminfo_kb = board.meminfo_kb;
    if (!known.first) {
        known.first = last_usage(known);
    }
    if (!known.monitor.just_broken().empty()) {
        const auto verdicts = known.monitor.verdicts(known.history);
        for (const std::size_t index : known.monitor.just_broken()) {
            broken.push_back(report::broken_sentence(known.monitor.limits()[index], verdicts[index]));
        }
    }
    return broken;
}

analyze::BoardUsage TimeReports::last_usage(const OfBoard& board) {
    analyze::BoardUsage usage{board.origin.source, board.origin.agent, board.origin.time_us.value_or(0), {}, {},
                              board.meminfo_kb};
    const analyze::RunningUsage& running = board.history.running();
    running.for_each([&](const analyze::ProcessUsage& process) { usage.processes.push_back(process); });
    running.for_each_left_out([&](const analyze::ProcessUsage& process) { usage.left_out.push_back(process); });
    return usage;
}

Result<std::vector<report::Report>> TimeReports::reports() const {
    std::vector<report::Report> reports;
    if (report_ != nullptr && report_->input == report::ReportInput::two_sweeps) {
        if (boards_.size() > 2) {
            return failure({"diff", "more than two recordings", "give two, or one for its first and last moment"});
        }
        if (!boards_.empty()) {
            const OfBoard& after = *boards_.back();
            const analyze::BoardUsage before = boards_.size() == 2 ? last_usage(*boards_.front()) : *after.first;
            reports.push_back(report::build_diff(before, last_usage(after), report_options_.levels));
            if (boards_.size() == 1 && after.history.times_us().size() == 1) {
                reports.back().notes.emplace_back("One sweep only: there is nothing to compare it with.");
            }
        }
        return reports;
    }
    for (const auto& board : boards_) {
        if (report_ != nullptr) {
            reports.push_back(
                report_->build_over_time({board->origin, board->history, board->peaks, users_, report_options_}));
        }
    }
    return reports;
}

TimeReports::Outcome TimeReports::budget_outcome() const {
    Outcome outcome;
    for (const auto& board : boards_) {
        if (limits_.empty()) {
            break;
        }
        const report::BudgetResult result(board->monitor, board->history);
        outcome.reports.push_back(report::build_budget(board->origin, result));
        outcome.any_broken = outcome.any_broken || result.any_broken();
        const auto add = [&](std::vector<std::string>& all, const std::vector<std::string>& sentences) {
            for (const std::string& sentence : sentences) {
                all.push_back(board->origin.source + ": " + sentence);
            }
        };
        add(outcome.broken, result.broken_at_the_end());
        add(outcome.not_measured, result.not_measured());
    }
    return outcome;
}

} // namespace host::output
