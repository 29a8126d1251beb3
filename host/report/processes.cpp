// processes: the columns of smem and procrank, one row per process, the most expensive first.
#include "host/report/columns.hpp"
#include "host/report/reports.hpp"

#include <algorithm>

namespace host::report {
namespace {

using analyze::MemoryClass;
using model::ProcFile;

const MeasureColumns& measure_columns() {
    static const MeasureColumns columns{"swap", "uss", "pss", "rss", "size"};
    return columns;
}

/// Resident memory of two classes, as the columns of the summary report have it.
Cell resident(const analyze::ProcessUsage& process, MemoryClass first, MemoryClass second) {
    const analyze::ProcessTotals& totals = process.totals;
    if (totals[MemoryClass::unknown].mappings() != 0) {
        return Unknown{std::string(reason_of_no_classes(process.status))};
    }
    const auto a = totals[first][model::Field::rss];
    const auto b = totals[second][model::Field::rss];
    return a && b ? integer(*a + *b) : Cell{Unknown{std::string(k_not_printed)}};
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
        return Unknown{std::string(reason_of(process))};
    }
    return process.totals[MemoryClass::unknown].mappings() != 0
               ? Cell{Unknown{std::string(reason_of_no_classes(process.status))}}
               : integer(process.totals.thread_stacks);
}

Cell oom_score(const model::ProcessInfo& info, model::Status status) {
    return info.oom_score ? Cell{std::int64_t{*info.oom_score}}
                          : number_cell(std::nullopt, info, ProcFile::oom_score, status);
}

Row row_of(const analyze::ProcessUsage& process, const analyze::BoardUsage& usage, const analyze::UserNames& users) {
    const model::ProcessInfo& info = process.info;
    const model::Status status = process.status;
    Row row{{integer(process.pid), user_cell(info, users, status), program_cell(process.program, info, status)}, {}};
    if (process.readable()) {
        measure_columns().add_cells(row, process.totals.all);
        row.cells.push_back(resident(process, MemoryClass::heap, MemoryClass::other_anonymous));
        row.cells.push_back(resident(process, MemoryClass::main_stack, MemoryClass::thread_stack));
    } else {
        measure_columns().add_unknown(row, reason_of(process));
        row.cells.insert(row.cells.end(), 2, Unknown{std::string(reason_of(process))});
    }
    row.cells.push_back(number_cell(info.threads, info, ProcFile::stat, status));
    row.cells.push_back(oom_score(info, status));
    row.cells.push_back(thread_stacks(process));
    row.cells.push_back(number_cell(info.parent, info, ProcFile::stat, status));
    row.cells.push_back(number_cell(info.uid, info, ProcFile::status, status));
    row.cells.push_back(process.readable() ? ram_percent_cell(process.totals.all, usage)
                                           : Cell{Unknown{std::string(reason_of(process))}});
    row.cells.push_back(command_cell(info, status));
    return row;
}

} // namespace

Report build_processes(const Context& context) {
    Report report{"processes", origin_of(context.board), {}, {}, {}, {}};
    add_columns(report);
    analyze::BoardUsage usage = analyze::usage_of(context.board, context.filter);
    leave_out_empty(usage, context.filter, report);
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
