// programs: the processes of a program together, with the sum of their private memory and their part of shared memory.
// The rule is that of ps_mem: the part is Pss minus private memory; on kernels without Pss it is the largest shared
// memory of any process. Huge pages of hugetlb, which are not in Pss, are added to both. users: one row per owner of
// processes.
#include "host/report/columns.hpp"
#include "host/report/omitted_processes.hpp"
#include "host/report/process_cells.hpp"
#include "host/report/reports.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace host::report {
namespace {

using model::Field;

const MeasureColumns& measure_columns() {
    static const MeasureColumns columns{"swap", "uss", "pss", "rss", "size"};
    return columns;
}

/// Processes of one program or user.
struct Group {
    std::string name;
    std::vector<const analyze::ProcessUsage*> members; ///< readable ones
    std::size_t unreadable = 0;
    std::string_view reason; ///< of the first unreadable one
    analyze::Totals totals;
};

/// Groups by the name given, the largest first.
std::vector<Group> group_processes(const analyze::BoardUsage& usage,
                                   const std::function<std::string(const analyze::ProcessUsage&)>& name_of) {
    std::map<std::string, Group> by_name;
    for (const analyze::ProcessUsage& process : usage.processes) {
        std::string name = name_of(process);
        Group& group = by_name[name];
        group.name = std::move(name);
        if (process.readable()) {
            group.members.push_back(&process);
            group.totals += process.totals.all;
        } else if (group.unreadable++ == 0) {
            group.reason = unreadable_reason(process);
        }
    }
    std::vector<Group> groups;
    for (auto& [name, group] : by_name) {
        groups.push_back(std::move(group));
    }
    std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
        return a.members.empty() != b.members.empty() ? !a.members.empty() : costs_more(a.totals, b.totals);
    });
    return groups;
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

/// Name and numbers of processes; the columns of both reports begin with them.
void add_name_columns(Report& report, std::string key, std::string title) {
    report.columns = {name_column(std::move(key), std::move(title)), number_column("processes", "Processes"),
                      detail(number_column("unreadable", "Unreadable"))};
    report.columns[1].summed = report.columns[2].summed = true;
}

Row name_row(const Group& group) {
    return {{group.name, integer(group.members.size() + group.unreadable), integer(group.unreadable)}, {}};
}

/// Measures and share of RAM; the columns of both reports end with them.
void add_measure_columns(Report& report) {
    measure_columns().add_columns(report);
    report.columns.push_back(ram_percent_column());
}

void add_measures(Row& row, const Group& group, const analyze::BoardUsage& usage) {
    if (group.members.empty()) {
        measure_columns().add_unknown(row, group.reason);
        row.cells.emplace_back(Unknown{std::string(group.reason)});
    } else {
        measure_columns().add_cells(row, group.totals);
        row.cells.push_back(ram_percent_cell(group.totals, usage));
    }
}

Row row_of(const Group& group, const analyze::BoardUsage& usage) {
    Row row = name_row(group);
    add_cost(row, group);
    add_measures(row, group, usage);
    return row;
}

} // namespace

Report build_programs(const Context& context) {
    Report report{"programs", origin_of(context.board), {}, {}, {}, {}};
    add_name_columns(report, "program", "Program");
    report.columns.push_back(size_column("private_kb", "Private"));
    report.columns.push_back(size_column("shared_part_kb", "+ shared"));
    report.columns.push_back(size_column("ram_kb", "= RAM"));
    add_measure_columns(report);
    analyze::BoardUsage usage = analyze::usage_of(context.board, context.filter);
    omit_empty_processes(usage, context.filter, report);
    for (const Group& group : group_processes(usage, [](const auto& process) { return process.program; })) {
        report.rows.push_back(row_of(group, usage));
    }
    add_totals(report);
    note_unreadable(usage, context.filter, report);
    return report;
}

Report build_users(const Context& context) {
    Report report{"users", origin_of(context.board), {}, {}, {}, {}};
    add_name_columns(report, "user", "User");
    add_measure_columns(report);
    analyze::BoardUsage usage = analyze::usage_of(context.board, context.filter);
    omit_empty_processes(usage, context.filter, report);
    const auto name_of = [&](const analyze::ProcessUsage& process) {
        const auto unknown = model::file_reason(process.info, model::FileKind::status, "owner not sent");
        return process.info.uid ? context.users.name(*process.info.uid) : '(' + std::string(unknown) + ')';
    };
    for (const Group& group : group_processes(usage, name_of)) {
        Row row = name_row(group);
        add_measures(row, group, usage);
        report.rows.push_back(std::move(row));
    }
    add_totals(report);
    note_unreadable(usage, context.filter, report);
    return report;
}

} // namespace host::report
