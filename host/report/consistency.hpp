// Snapshots that are not of one moment: the kernel prints smaps in pieces, and the process runs in between.
#pragma once

#include "host/report/reports.hpp"

#include <string>

namespace host::report {

/// What is doubtful about the process's numbers, a sentence with its full stop; empty when nothing is.
std::string torn_sentence(const model::Process& process);

/// A note for each of the first few such processes that the filter accepts, and how many more there are.
void note_torn(const Context& context, Report& report);

} // namespace host::report
