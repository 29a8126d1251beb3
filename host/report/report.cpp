#include "host/report/report.hpp"

#include <algorithm>
#include <limits>

namespace host::report {
namespace {

constexpr std::string_view k_kb_suffix = "_kb";

struct Sum {
    std::int64_t value = 0;
    bool overflow = false;
    std::size_t known = 0;
    std::size_t unknown = 0; ///< rows whose number could not be had (with a reason)
};

Sum sum_column(const Report& report, std::size_t column) {
    Sum sum;
    for (const Row& row : report.rows) {
        const Cell& cell = row.cells[column];
        if (const auto* value = std::get_if<std::int64_t>(&cell)) {
            sum.overflow = __builtin_add_overflow(sum.value, *value, &sum.value) || sum.overflow;
            ++sum.known;
        } else if (const auto* unknown = std::get_if<Unknown>(&cell); unknown != nullptr && !unknown->reason.empty()) {
            ++sum.unknown;
        }
    }
    return sum;
}

} // namespace

Origin origin_of(const model::Board& board) {
    return {board.source, board.agent, board.sweep.time_us};
}

Cell integer(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return Unknown{"number out of range"};
    }
    return static_cast<std::int64_t>(value);
}

Cell integer_or(const std::optional<std::uint64_t>& value, std::string_view reason) {
    return value ? integer(*value) : Cell{Unknown{std::string(reason)}};
}

std::optional<std::size_t> find_column(const Report& report, std::string_view name) {
    for (std::size_t i = 0; i < report.columns.size(); ++i) {
        const std::string_view key = report.columns[i].key;
        if (key == name || (key.ends_with(k_kb_suffix) && key.substr(0, key.size() - k_kb_suffix.size()) == name)) {
            return i;
        }
    }
    return std::nullopt;
}

void add_totals(Report& report) {
    if (report.rows.empty()) {
        return; // a sum of no rows is not a measured 0
    }
    report.totals.assign(report.columns.size(), Unknown{});
    bool named = false;
    std::size_t unknown_max = 0;
    for (std::size_t i = 0; i < report.columns.size(); ++i) {
        const Column& column = report.columns[i];
        if (column.text && !column.detail && !named) {
            report.totals[i] = std::string("total");
            named = true;
        }
        if (!column.summed) {
            continue;
        }
        const Sum sum = sum_column(report, i);
        if (sum.overflow) {
            report.totals[i] = Unknown{"sum out of range"};
        } else if (sum.known != 0) {
            report.totals[i] = sum.value;
        } else {
            report.totals[i] = Unknown{"no row has it"};
        }
        // A column that no row has (old kernels) is n/a as a whole; only a partial sum needs a note.
        unknown_max = std::max(unknown_max, sum.known == 0 ? 0 : sum.unknown);
    }
    if (unknown_max != 0) {
        report.notes.push_back("The totals skip what is n/a: up to " + std::to_string(unknown_max) + " of " +
                               std::to_string(report.rows.size()) + " rows.");
    }
}

} // namespace host::report
