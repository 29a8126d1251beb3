// Reports as CSV (RFC 4180, lines end in LF): the keys, then the rows. Totals and notes are omitted.
#pragma once

#include "host/report/report.hpp"

#include <span>
#include <string>

namespace host::report {

/// All columns, details included; kB as the keys say. Several reports (boards) get a first column `board` with the
/// source of each and share the header of the first.
std::string write_csv(std::span<const Report> reports);

} // namespace host::report
