#include "host/report/unknown_reasons.hpp"

#include <algorithm>

namespace host::report {
namespace {

UnknownReason& entry_for(std::vector<UnknownReason>& reasons, const std::string& column, const std::string& reason) {
    const auto found = std::find_if(reasons.begin(), reasons.end(), [&](const UnknownReason& known) {
        return known.columns == column && known.reason == reason;
    });
    if (found != reasons.end()) {
        return *found;
    }
    reasons.push_back({column, reason, {}});
    return reasons.back();
}

std::vector<UnknownReason> collect(const Report& report, ColumnSet columns) {
    std::vector<UnknownReason> reasons;
    for (std::size_t column = 0; column < report.columns.size(); ++column) {
        if (columns == ColumnSet::shown && report.columns[column].detail) {
            continue;
        }
        for (std::size_t row = 0; row < report.rows.size(); ++row) {
            const auto* unknown = std::get_if<Unknown>(&report.rows[row].cells[column]);
            if (unknown != nullptr && !unknown->reason.empty()) {
                entry_for(reasons, report.columns[column].key, unknown->reason).rows.push_back(row);
            }
        }
    }
    return reasons;
}

} // namespace

std::string UnknownReason::text() const {
    return "n/a: " + columns + ": " + reason + " (" + std::to_string(rows.size()) +
           (rows.size() == 1 ? " row)" : " rows)");
}

std::vector<UnknownReason> reasons_by_column(const Report& report) {
    return collect(report, ColumnSet::all);
}

std::vector<UnknownReason> reasons_of(const Report& report, ColumnSet columns) {
    std::vector<UnknownReason> joined;
    for (UnknownReason& reason : collect(report, columns)) {
        const auto same = std::find_if(joined.begin(), joined.end(), [&](const UnknownReason& known) {
            return known.reason == reason.reason && known.rows == reason.rows;
        });
        if (same == joined.end()) {
            joined.push_back(std::move(reason));
        } else {
            same->columns += ", " + reason.columns;
        }
    }
    return joined;
}

} // namespace host::report
