// peak: the processes at the moments the board had the least to spare.
#include "host/report/columns.hpp"
#include "host/report/reports.hpp"

#include <algorithm>
#include <array>

namespace host::report {
namespace {

using analyze::Peak;
using analyze::PeakKind;
using analyze::PeakProcess;

const MeasureColumns& measure_columns() {
    static const MeasureColumns columns{"swap", "uss", "pss", "rss", "size"};
    return columns;
}

void add_rows(Report& report, PeakKind kind, const Peak& peak, const analyze::UserNames& users) {
    std::vector<const PeakProcess*> processes;
    for (const PeakProcess& process : peak.processes) {
        processes.push_back(&process);
    }
    std::stable_sort(processes.begin(), processes.end(),
                     [](const auto* a, const auto* b) { return costs_more(a->totals, b->totals); });
    for (const PeakProcess* process : processes) {
        Row row{{std::string(analyze::peak_name(kind)), static_cast<double>(peak.time_us) / 1e6, integer(peak.kb),
                 integer(process->pid),
                 process->uid ? Cell{users.name(*process->uid)} : Cell{Unknown{"owner not sent"}}, process->program},
                {}};
        measure_columns().add_cells(row, process->totals);
        report.rows.push_back(std::move(row));
    }
}

} // namespace

Report build_peak(const HistoryContext& context) {
    Report report{"peak", context.origin, {}, {}, {}, {}};
    report.origin.time_us.reset();
    report.columns = {name_column("peak", "At the"),
                      {.key = "time_s", .title = "Time", .unit = Unit::seconds},
                      {.key = "board_kb", .title = "Board", .unit = Unit::kb},
                      number_column("pid", "PID"),
                      name_column("user", "User"),
                      name_column("program", "Program")};
    measure_columns().add_columns(report);
    for (Column& column : report.columns) {
        column.summed = false; // rows of different moments
    }
    for (const PeakKind kind : {PeakKind::rss, PeakKind::pss, PeakKind::available}) {
        if (const auto& peak = context.peaks[kind]) {
            add_rows(report, kind, *peak, context.users);
        } else {
            report.notes.push_back("No " + std::string(analyze::peak_name(kind)) + ": no sweep has that number.");
        }
    }
    return report;
}

} // namespace host::report
