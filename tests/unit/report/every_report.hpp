// One of each kind of report, made of a board.
#pragma once

#include "host/report/budget.hpp"
#include "host/report/diff.hpp"
#include "host/report/reports.hpp"
#include "tests/unit/report/sample_board.hpp"

#include <vector>

namespace sample {

inline host::analyze::BudgetMonitor monitor_of(const host::analyze::UsageTracker& usage) {
    host::analyze::Limit limit;
    limit.what.measure = host::analyze::find_measure("pss");
    host::analyze::BudgetMonitor monitor({limit});
    monitor.add(usage);
    return monitor;
}

/// All but frames, which is made of a stream.
inline std::vector<host::report::Report> every_report(const host::model::Board& board) {
    using namespace host::report;
    const host::analyze::Filter everything;
    const host::analyze::UserNames nobody;
    const Context context{board, everything, nobody};
    host::analyze::UsageTracker tracker(everything);
    tracker.update(board);
    host::analyze::History history;
    history.add(tracker);
    host::analyze::Peaks peaks;
    peaks.add(tracker);
    const HistoryContext over_time{origin_of(board), history, peaks, nobody};
    const auto usage = host::analyze::usage_of(board, everything);
    std::vector<Report> reports;
    for (const ReportEntry& entry : k_reports) {
        switch (entry.input) {
        case ReportInput::one_sweep: reports.push_back(entry.build(context)); break;
        case ReportInput::many_sweeps: reports.push_back(entry.build_over_time(over_time)); break;
        case ReportInput::two_sweeps: reports.push_back(build_diff(usage, usage)); break;
        case ReportInput::stream: break;
        }
    }
    reports.push_back(build_budget(origin_of(board), BudgetResult(monitor_of(tracker), history)));
    return reports;
}

} // namespace sample
