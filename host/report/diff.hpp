// diff: what changed between two moments or two recordings.
#pragma once

#include "host/analyze/diff.hpp"
#include "host/report/report.hpp"

#include <vector>

namespace host::report {

/// The board and everything that changed, per level the largest change of Pss (else Rss) first. An empty list of
/// levels: all but file, which is the mappings again.
Report build_diff(const analyze::BoardUsage& before, const analyze::BoardUsage& after,
                  const std::vector<analyze::GroupBy>& levels = {});

} // namespace host::report
