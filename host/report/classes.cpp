// classes: one row per class of memory, over all processes chosen.
#include "host/report/columns.hpp"
#include "host/report/omitted_processes.hpp"
#include "host/report/reports.hpp"

namespace host::report {
namespace {

const MeasureColumns& measure_columns() {
    static const MeasureColumns columns{"size", "rss", "pss", "uss", "shared_dirty", "private_dirty", "swap"};
    return columns;
}

struct ClassSum {
    analyze::Totals totals;
    std::uint64_t processes = 0;
};

} // namespace

Report build_classes(const Context& context) {
    Report report{"classes", origin_of(context.board), {}, {}, {}, {}};
    report.columns = {name_column("class", "Class"), number_column("mappings", "Mappings"),
                      number_column("processes", "Processes")};
    report.columns[1].summed = true;
    measure_columns().add_columns(report);
    const analyze::BoardUsage usage = analyze::usage_of(context.board, context.filter);
    std::array<ClassSum, analyze::k_class_count> sums;
    for (const analyze::ProcessUsage& process : usage.processes) {
        for (std::size_t i = 0; i < sums.size(); ++i) {
            sums[i].totals += process.totals.classes[i];
            sums[i].processes += process.totals.classes[i].mappings() != 0 ? 1 : 0;
        }
    }
    for (std::size_t i = 0; i < sums.size(); ++i) {
        if (sums[i].processes == 0) {
            continue;
        }
        Row row{{std::string(analyze::k_class_names[i].snake), integer(sums[i].totals.mappings()),
                 integer(sums[i].processes)},
                {}};
        measure_columns().add_cells(row, sums[i].totals);
        report.rows.push_back(std::move(row));
    }
    add_totals(report);
    note_unreadable(usage, context.filter, report);
    return report;
}

} // namespace host::report
