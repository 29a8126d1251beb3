// budget: every limit with its value and the room left.
#pragma once

#include "host/analyze/budget.hpp"
#include "host/report/report.hpp"

namespace host::report {

/// One row per limit; for each broken one a note names when and by what.
Report build_budget(Origin origin, const analyze::BudgetWatch& watch, const analyze::History& history);

/// Whether exit code 3 is due.
bool any_broken(const analyze::BudgetWatch& watch, const analyze::History& history);

/// One sentence for a limit broken just now, or at the end: "process app: pss_kb is 5000 kB, limit 4096 kB, by app (pid
/// 20) at 12.0 s".
std::string broken_sentence(const analyze::Limit& limit, const analyze::Verdict& verdict);

} // namespace host::report
