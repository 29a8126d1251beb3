#include "host/report/arrange.hpp"

#include <algorithm>
#include <compare>

namespace host::report {
namespace {

Failure unknown_column(const Report& report, std::string_view option, std::string_view name) {
    std::string valid;
    for (const Column& column : report.columns) {
        valid += (valid.empty() ? "" : ", ") + column.key;
    }
    return failure({std::string(option), "report " + report.name + " has no column '" + std::string(name) + "'",
                    "valid: " + valid});
}

bool is_unknown(const Cell& cell) {
    return std::holds_alternative<Unknown>(cell);
}

double number(const Cell& cell) {
    const auto* integer = std::get_if<std::int64_t>(&cell);
    return integer != nullptr ? static_cast<double>(*integer) : std::get<double>(cell);
}

/// Order of known cells of one column: numbers from the largest, names from A.
bool comes_before(const Cell& a, const Cell& b) {
    const auto* name_a = std::get_if<std::string>(&a);
    const auto* name_b = std::get_if<std::string>(&b);
    if (name_a != nullptr || name_b != nullptr) {
        return name_a != nullptr && (name_b == nullptr || *name_a < *name_b);
    }
    const auto* integer_a = std::get_if<std::int64_t>(&a);
    const auto* integer_b = std::get_if<std::int64_t>(&b);
    return integer_a != nullptr && integer_b != nullptr ? *integer_a > *integer_b : number(a) > number(b);
}

void sort_rows(Report& report, std::size_t column, bool reverse) {
    std::stable_sort(report.rows.begin(), report.rows.end(), [&](const Row& a, const Row& b) {
        const Cell& left = a.cells[column];
        const Cell& right = b.cells[column];
        if (is_unknown(left) || is_unknown(right)) {
            return !is_unknown(left) && is_unknown(right);
        }
        return reverse ? comes_before(right, left) : comes_before(left, right);
    });
}

/// "total" is in the first column of names that was kept.
void name_totals(Report& report) {
    const auto is_name = [](const Cell& cell) { return std::holds_alternative<std::string>(cell); };
    if (std::any_of(report.totals.begin(), report.totals.end(), is_name)) {
        return;
    }
    const auto first =
        std::find_if(report.columns.begin(), report.columns.end(), [](const Column& column) { return column.text; });
    if (first != report.columns.end()) {
        report.totals[static_cast<std::size_t>(first - report.columns.begin())] = std::string("total");
    }
}

void keep_columns(Report& report, const std::vector<std::size_t>& chosen) {
    const auto pick = [&chosen](auto& from) {
        std::remove_reference_t<decltype(from)> kept;
        for (const std::size_t index : chosen) {
            kept.push_back(from[index]);
        }
        from = std::move(kept);
    };
    pick(report.columns);
    for (Column& column : report.columns) {
        column.detail = false;
    }
    for (Row& row : report.rows) {
        pick(row.cells);
    }
    if (!report.totals.empty()) {
        pick(report.totals);
        name_totals(report);
    }
}

void cut_rows(Report& report, std::size_t top) {
    if (report.rows.size() <= top) {
        return;
    }
    const std::size_t all = report.rows.size();
    report.rows.resize(top);
    report.notes.push_back(std::to_string(top) + " of " + std::to_string(all) + " rows are shown" +
                           (report.totals.empty() ? "." : "; the totals cover all rows."));
}

} // namespace

Result<void> arrange(Report& report, const Arrangement& how) {
    std::vector<std::size_t> chosen;
    for (const std::string& name : how.columns) {
        const auto index = find_column(report, name);
        if (!index) {
            return unknown_column(report, "--columns", name);
        }
        chosen.push_back(*index);
    }
    if (!how.sort.empty()) {
        const auto index = find_column(report, how.sort);
        if (!index) {
            return unknown_column(report, "--sort", how.sort);
        }
        sort_rows(report, *index, how.reverse);
    } else if (how.reverse) {
        std::reverse(report.rows.begin(), report.rows.end());
    }
    if (how.top) {
        cut_rows(report, *how.top);
    }
    if (!chosen.empty()) {
        keep_columns(report, chosen);
    }
    return {};
}

} // namespace host::report
