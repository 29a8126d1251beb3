// A report as an aligned table for people: a heading, the columns, the totals under a line, notes and reasons below.
#pragma once

#include "host/report/report.hpp"

#include <cstdint>
#include <string>

namespace host::report {

enum class SizeUnit : std::uint8_t { kib, mib, bytes };

/// Names are escaped for display and never cut; detail columns are omitted. Ends with a newline.
std::string write_text(const Report& report, SizeUnit unit = SizeUnit::kib);

/// One cell as the table shows it: kB in the chosen unit, reals with one decimal, names escaped.
std::string cell_text(const Cell& cell, Unit unit, SizeUnit size_unit);

} // namespace host::report
