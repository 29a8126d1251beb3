// Notes about snapshots. Inconsistent: not of one moment, as the kernel prints smaps in parts and the process runs in
// between. Damaged: a console, a copy or an error message changed the text, so that part of it was not read.
#pragma once

#include "host/report/reports.hpp"

#include <string>
#include <vector>

namespace host::report {

/// A sentence that says why the process's numbers are doubtful; empty when they are not.
std::string consistency_note(const model::Process& process);

/// One sentence per defect of the text: the line, what was skipped, and how much memory is in no figure because of it.
/// After the first few, one sentence has the number and the sums of the others.
std::vector<std::string> damage_notes(const model::Process& process);

/// Of the processes that the filter accepts: every damage note, a note for each of the first few inconsistent
/// snapshots, and how many more there are.
void add_consistency_notes(const Context& context, Report& report);

} // namespace host::report
