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

Result<std::vector<analyze::Limit>> limits_of(const cli::Options& options) {
    if (options.how.budget.empty()) {
        return std::vector<analyze::Limit>{};
    }
    const auto text = procfs::read_whole(options.how.budget);
    return text ? cli::parse_budget(*text, options.how.budget) : failure(text.error());
}

report::Origin origin_of(const analyze::BoardHistory& board) {
    return {board.usage.source(), board.usage.agent(), board.usage.time_us()};
}

} // namespace

TimeReports::TimeReports(const analyze::Filter& filter, std::vector<analyze::Limit> limits,
                         const report::ReportEntry* report, const analyze::UserNames& users)
    : wanted_(report != nullptr || !limits.empty()), collector_(filter, std::move(limits), wanted_), users_(users),
      report_(report) {}

Result<TimeReports> TimeReports::make(const cli::Options& options, const analyze::Filter& filter,
                                      const analyze::UserNames& users) {
    report::HistoryOptions report_options;
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
    auto limits = limits_of(options);
    if (!limits) {
        return failure(limits.error());
    }
    TimeReports made(filter, *std::move(limits), find_history_report(options.report), users);
    made.report_options_ = std::move(report_options);
    return made;
}

TimeReports::Sweep TimeReports::sweep(const model::Board& board) {
    const analyze::BoardHistory& known = collector_.add(board);
    Sweep sweep{known.usage, {}};
    if (!known.monitor.just_broken().empty()) {
        const auto verdicts = known.monitor.verdicts(known.history);
        for (const std::size_t index : known.monitor.just_broken()) {
            sweep.broken.push_back(report::broken_sentence(collector_.limits()[index], verdicts[index]));
        }
    }
    return sweep;
}

Result<std::vector<report::Report>> TimeReports::diff() const {
    const auto& boards = collector_.boards();
    std::vector<report::Report> reports;
    if (boards.size() > 2) {
        return failure({"diff", "more than two recordings", "give two, or one for its first and last moment"});
    }
    if (!boards.empty()) {
        const analyze::BoardHistory& after = *boards.back();
        const analyze::BoardUsage before = boards.size() == 2 ? boards.front()->usage.board_usage() : after.first;
        reports.push_back(report::build_diff(before, after.usage.board_usage(), report_options_.levels));
        if (boards.size() == 1 && after.history.times_us().size() == 1) {
            reports.back().notes.emplace_back("One sweep only: there is nothing to compare it with.");
        }
    }
    return reports;
}

Result<std::vector<report::Report>> TimeReports::reports() const {
    std::vector<report::Report> reports;
    if (report_ != nullptr && report_->input == report::ReportInput::two_sweeps) {
        return diff();
    }
    for (const auto& board : collector_.boards()) {
        if (report_ != nullptr) {
            reports.push_back(
                report_->build_over_time({origin_of(*board), board->history, board->peaks, users_, report_options_}));
        }
    }
    return reports;
}

TimeReports::Outcome TimeReports::budget_outcome() const {
    Outcome outcome;
    for (const auto& board : collector_.boards()) {
        if (collector_.limits().empty()) {
            break;
        }
        const report::BudgetResult result(board->monitor, board->history);
        outcome.reports.push_back(report::build_budget(origin_of(*board), result));
        outcome.any_broken = outcome.any_broken || result.any_broken();
        const auto add = [&](std::vector<std::string>& all, const std::vector<std::string>& sentences) {
            for (const std::string& sentence : sentences) {
                all.push_back(board->usage.source() + ": " + sentence);
            }
        };
        add(outcome.broken, result.broken_at_the_end());
        add(outcome.not_measured, result.not_measured());
    }
    return outcome;
}

} // namespace host::output
