// processes: the columns of smem and procrank, one row per process, the largest PSS first.
#include "host/report/columns.hpp"
#include "host/report/omitted_processes.hpp"
#include "host/report/process_cells.hpp"
#include "host/report/reports.hpp"

#include <algorithm>

namespace host::report {
namespace {

using model::FileKind;

const MeasureColumns& measure_columns() {
    static const MeasureColumns columns{"swap", "uss", "pss", "rss", "size"};
    return columns;
}

void add_columns(Report& report) {
    report.columns = {number_column("pid", "PID"), name_column("user", "User"), name_column("program", "Program")};
    measure_columns().add_columns(report);
    report.columns.push_back(size_column("heap_kb", "Heap"));
    report.columns.push_back(size_column("stack_kb", "Stack"));
    report.columns.push_back(number_column("threads", "Threads"));
    report.columns.push_back(number_column("oom_score", "OOM"));
    report.columns.push_back(detail(number_column("thread_stacks", "Thread stacks")));
    report.columns.push_back(detail(number_column("parent", "Parent")));
    report.columns.push_back(detail(number_column("uid", "UID")));
    report.columns.push_back(ram_percent_column());
    report.columns.push_back(detail(name_column("command", "Command")));
}

Cell thread_stacks(const analyze::ProcessUsage& process) {
    if (!process.readable()) {
        return Unknown{std::string(unreadable_reason(process))};
    }
    return process.totals.classes_known() ? integer(process.totals.thread_stacks)
                                          : Cell{Unknown{std::string(no_classes_reason(process.status))}};
}

Cell oom_score(const model::ProcessInfo& info, model::Status status) {
    return info.oom_score ? Cell{std::int64_t{*info.oom_score}}
                          : number_cell(std::nullopt, info, FileKind::oom_score, status);
}

Row row_of(const analyze::ProcessUsage& process, const analyze::BoardUsage& usage, const analyze::UserNames& users) {
    const model::ProcessInfo& info = process.info;
    const model::Status status = process.status;
    Row row{{integer(process.pid), user_cell(info, users, status), program_cell(process.program, info, status)}, {}};
    if (process.readable()) {
        measure_columns().add_cells(row, process.totals.all);
        row.cells.push_back(heap_cell(process.totals, status));
        row.cells.push_back(stack_cell(process.totals, status));
    } else {
        measure_columns().add_unknown(row, unreadable_reason(process));
        row.cells.insert(row.cells.end(), 2, Unknown{std::string(unreadable_reason(process))});
    }
    row.cells.push_back(number_cell(info.threads, info, FileKind::stat, status));
    row.cells.push_back(oom_score(info, status));
    row.cells.push_back(thread_stacks(process));
    row.cells.push_back(number_cell(info.parent, info, FileKind::stat, status));
    row.cells.push_back(number_cell(info.uid, info, FileKind::status, status));
    row.cells.push_back(process.readable() ? ram_percent_cell(process.totals.all, usage)
                                           : Cell{Unknown{std::string(unreadable_reason(process))}});
    row.cells.push_back(command_cell(info, status));
    return row;
}

} // namespace

Report build_processes(const Context& context) {
    Report report{"processes", origin_of(context.board), {}, {}, {}, {}};
    add_columns(report);
    analyze::BoardUsage usage = analyze::usage_of(context.board, context.filter);
    omit_empty_processes(usage, context.filter, report);
    std::stable_sort(usage.processes.begin(), usage.processes.end(), [](const auto& a, const auto& b) {
        return a.readable() != b.readable() ? a.readable() : costs_more(a.totals.all, b.totals.all);
    });
    for (const analyze::ProcessUsage& process : usage.processes) {
        report.rows.push_back(row_of(process, usage, context.users));
    }
    add_totals(report);
    note_denied(usage, report);
    return report;
}

} // namespace host::report
