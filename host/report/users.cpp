// users: one row per owner of processes.
#include "host/report/columns.hpp"
#include "host/report/grouped.hpp"
#include "host/report/reports.hpp"

namespace host::report {
namespace {

const MeasureColumns& measure_columns() {
    static const MeasureColumns columns{"swap", "uss", "pss", "rss", "size"};
    return columns;
}

} // namespace

Report build_users(const Context& context) {
    Report report{"users", origin_of(context.board), {}, {}, {}, {}};
    report.columns = {name_column("user", "User"), number_column("processes", "Processes"),
                      detail(number_column("unreadable", "Unreadable"))};
    report.columns[1].summed = report.columns[2].summed = true;
    measure_columns().add_columns(report);
    report.columns.push_back(ram_percent_column());
    analyze::BoardUsage usage = analyze::usage_of(context.board, context.filter);
    leave_out_empty(usage, context.filter, report);
    const auto name_of = [&](const analyze::ProcessUsage& process) {
        const auto unknown = model::file_reason(process.info, model::ProcFile::status, "owner not sent");
        return process.info.uid ? context.users.name(*process.info.uid) : '(' + std::string(unknown) + ')';
    };
    for (const Group& group : group_processes(usage, name_of)) {
        Row row{{group.name, integer(group.members.size() + group.unreadable), integer(group.unreadable)}, {}};
        if (group.members.empty()) {
            measure_columns().add_unknown(row, group.reason);
            row.cells.emplace_back(Unknown{std::string(group.reason)});
        } else {
            measure_columns().add_cells(row, group.totals);
            row.cells.push_back(ram_percent_cell(group.totals, usage));
        }
        report.rows.push_back(std::move(row));
    }
    add_totals(report);
    note_unreadable(usage, context.filter, report);
    return report;
}

} // namespace host::report
