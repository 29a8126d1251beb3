// One of each kind of report, made of a board.
#pragma once

#include "host/report/budget.hpp"
#include "host/report/diff.hpp"
#include "host/report/history_reports.hpp"
#include "host/report/reports.hpp"
#include "host/report/summary.hpp"
#include "tests/unit/report/sample_board.hpp"

#include <vector>

namespace sample {

inline host::analyze::BudgetMonitor watch_of(const host::model::Board& board, const host::analyze::History& history) {
    host::analyze::Limit limit;
    limit.what.measure = host::analyze::find_measure("pss");
    host::analyze::BudgetMonitor monitor({limit});
    monitor.add(board, history);
    return monitor;
}

/// All but frames, which is made of a stream.
inline std::vector<host::report::Report> every_report(const host::model::Board& board) {
    using namespace host::report;
    const host::analyze::Filter everything;
    const host::analyze::UserNames nobody;
    const Context context{board, everything, nobody};
    std::vector<Report> reports{summary_report(context)};
    for (const auto build : {build_processes, build_mappings, build_classes, build_libraries, build_programs,
                             build_users, build_system, build_private, build_shared, build_tree}) {
        reports.push_back(build(context));
    }
    host::analyze::History history(everything);
    history.add(board);
    host::analyze::Peaks peaks;
    peaks.add(board, history.running());
    const HistoryContext over_time{origin_of(board), history, nobody};
    reports.push_back(build_series(over_time, {}));
    reports.push_back(build_growth(over_time, {}));
    reports.push_back(build_peak(origin_of(board), peaks, nobody));
    const auto usage = host::analyze::usage_of(board, everything);
    reports.push_back(build_diff(usage, usage));
    reports.push_back(build_budget(origin_of(board), BudgetResult(watch_of(board, history), history)));
    return reports;
}

} // namespace sample
