// --sort, --reverse, --top and --columns, for any report. After the builder, before the writer.
#pragma once

#include "host/base/result.hpp"
#include "host/report/report.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace host::report {

struct Arrangement {
    std::string sort{};                 ///< column; empty: the builder's order
    bool reverse = false;               ///< turns the order around, the builder's as well
    std::optional<std::size_t> top{};   ///< rows kept after sorting
    std::vector<std::string> columns{}; ///< shown in this order; empty: all
};

/// Sorts (numbers from the largest, names from A; unknown cells last in both directions; equal rows keep their order),
/// shortens, selects. Totals still cover all rows; a note counts the rows shown. \errors an unknown column: the message
/// lists the valid ones; the report is unchanged.
Result<void> arrange(Report& report, const Arrangement& how);

} // namespace host::report
