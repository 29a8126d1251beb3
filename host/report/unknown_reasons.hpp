// Why cells of a report are n/a: one entry per column and reason, with its rows.
#pragma once

#include "host/report/report.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace host::report {

struct UnknownReason {
    std::string columns; ///< key, or several with the same rows, joined by ", "
    std::string reason;
    std::vector<std::size_t> rows; ///< indices into Report::rows, ascending

    /// "n/a: rss_kb: no permission (3 rows)"
    std::string text() const;
};

enum class ColumnSet : std::uint8_t { all, shown };

/// In the order of first appearance. Cells that do not apply to their row (empty reason) have no entry.
std::vector<UnknownReason> reasons_of(const Report& report, ColumnSet columns);

/// One entry per column and reason: for JSON, where the columns must not be joined.
std::vector<UnknownReason> reasons_by_column(const Report& report);

} // namespace host::report
