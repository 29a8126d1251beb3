// Every --report by name: the one table that says which function makes it.
#pragma once

#include "host/report/report.hpp"
#include "host/report/reports.hpp"

#include <span>
#include <string_view>

namespace host::output {

struct ReportEntry {
    std::string_view name;
    report::Report (*build)(const report::Context&);
};

/// Reports of a board as it is at one moment.
std::span<const ReportEntry> board_reports();

/// Null when there is none of that name.
const ReportEntry* find_board_report(std::string_view name);

} // namespace host::output
