// budget: every limit with its value and the room left.
#pragma once

#include "host/analyze/budget.hpp"
#include "host/report/report.hpp"

#include <string>
#include <vector>

namespace host::report {

/// The limits of a budget and what a session did to them.
struct BudgetResult {
    std::vector<analyze::Limit> limits;
    std::vector<analyze::Verdict> verdicts; ///< one per limit

    BudgetResult(const analyze::BudgetMonitor& monitor, const analyze::History& history)
        : limits(monitor.limits()), verdicts(monitor.verdicts(history)) {}

    /// Whether exit code 3 is due.
    bool any_broken() const;

    /// What is known at the end only: growth that breaks its limit, and limits that could not be evaluated because
    /// nothing was measured. Optional limits are omitted.
    std::vector<std::string> broken_at_the_end() const;
    std::vector<std::string> not_measured() const;
};

/// One row per limit; for each broken one a note names when and by what.
Report build_budget(Origin origin, const BudgetResult& result);

/// One sentence for a limit broken just now, or at the end: "process app: pss_kb is 5000 kB, limit 4096 kB, by app (pid
/// 20) at 12.0 s".
std::string broken_sentence(const analyze::Limit& limit, const analyze::Verdict& verdict);

} // namespace host::report
