// programs: instances of a program merged, with what they cost together: private memory summed, and their part of what
// is shared. The rule is that of ps_mem: the part is Pss less private memory; on kernels without Pss it is the largest
// shared memory of any instance. Huge pages of hugetlb, which Pss leaves out, are added to both.
#include "host/report/columns.hpp"
#include "host/report/grouped.hpp"
#include "host/report/reports.hpp"

#include <algorithm>

namespace host::report {
namespace {

using model::Field;

const MeasureColumns& measure_columns() {
    static const MeasureColumns columns{"swap", "uss", "pss", "rss", "size"};
    return columns;
}

struct Cost {
    std::optional<std::uint64_t> private_kb, shared_kb;
};

std::uint64_t largest(const Group& group, std::optional<std::uint64_t> (*of)(const analyze::Totals&)) {
    std::uint64_t most = 0;
    for (const analyze::ProcessUsage* member : group.members) {
        most = std::max(most, of(member->totals.all).value_or(0));
    }
    return most;
}

Cost cost_of(const Group& group) {
    const auto uss = group.totals.uss_kb();
    if (group.members.empty() || !uss) {
        return {};
    }
    const auto pss = group.totals[Field::pss];
    // Each VMA's Pss is rounded down, its private part is not: a difference below zero is rounding.
    const std::uint64_t shared = pss ? *pss - std::min(*pss, *uss)
                                     : largest(group, [](const analyze::Totals& totals) { return totals.shared_kb(); });
    const std::uint64_t huge =
        largest(group, [](const analyze::Totals& totals) { return totals[Field::shared_hugetlb]; });
    return {*uss + group.totals[Field::private_hugetlb].value_or(0), shared + huge};
}

void add_cost(Row& row, const Group& group) {
    const Cost cost = cost_of(group);
    const std::string_view reason = group.members.empty() ? group.reason : k_not_printed;
    const bool known = cost.private_kb && cost.shared_kb;
    row.cells.push_back(integer_or(cost.private_kb, reason));
    row.cells.push_back(integer_or(cost.shared_kb, reason));
    row.cells.push_back(integer_or(known ? std::optional(*cost.private_kb + *cost.shared_kb) : std::nullopt, reason));
}

Row row_of(const Group& group, const analyze::BoardUsage& usage) {
    Row row{{group.name, integer(group.members.size() + group.unreadable), integer(group.unreadable)}, {}};
    add_cost(row, group);
    if (group.members.empty()) {
        measure_columns().add_unknown(row, group.reason);
        row.cells.emplace_back(Unknown{std::string(group.reason)});
    } else {
        measure_columns().add_cells(row, group.totals);
        row.cells.push_back(ram_percent_cell(group.totals, usage));
    }
    return row;
}

} // namespace

Report build_programs(const Context& context) {
    Report report{"programs", origin_of(context.board), {}, {}, {}, {}};
    report.columns = {name_column("program", "Program"),
                      number_column("processes", "Processes"),
                      detail(number_column("unreadable", "Unreadable")),
                      size_column("private_kb", "Private"),
                      size_column("shared_part_kb", "+ shared"),
                      size_column("ram_kb", "= RAM")};
    report.columns[1].summed = report.columns[2].summed = true;
    measure_columns().add_columns(report);
    report.columns.push_back(ram_percent_column());
    analyze::BoardUsage usage = analyze::usage_of(context.board, context.filter);
    leave_out_empty(usage, context.filter, report);
    for (const Group& group : group_processes(usage, [](const auto& process) { return process.program; })) {
        report.rows.push_back(row_of(group, usage));
    }
    add_totals(report);
    note_unreadable(usage, context.filter, report);
    return report;
}

} // namespace host::report
