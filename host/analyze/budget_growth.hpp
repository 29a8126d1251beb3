// Limits on growth: judged over a whole session, where the others are in every sweep.
#pragma once

#include "host/analyze/budget.hpp"

namespace host::analyze {

/// Completes `verdict`, which knows why there may be no value, with the fastest growing of what is limited.
Verdict judge_growth(const Limit& limit, const History& history, Verdict verdict);

} // namespace host::analyze
