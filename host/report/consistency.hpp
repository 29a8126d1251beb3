// Notes about snapshots that are not of one moment: the kernel prints smaps in parts, and the process runs in between.
#pragma once

#include "host/report/reports.hpp"

#include <string>

namespace host::report {

/// A sentence that says why the process's numbers are doubtful; empty when they are not.
std::string consistency_note(const model::Process& process);

/// A note for each of the first few such processes that the filter accepts, and how many more there are.
void add_consistency_notes(const Context& context, Report& report);

} // namespace host::report
