// Reports over a span of time, made from what was gathered sweep by sweep.
#pragma once

#include "host/analyze/peaks.hpp"
#include "host/analyze/trend.hpp"
#include "host/report/reports.hpp"

#include <vector>

namespace host::report {

/// What a report over time is made from.
struct HistoryContext {
    Origin origin; ///< its time is not used
    const analyze::History& history;
    const analyze::UserNames& users;
};

struct SeriesOptions {
    std::vector<analyze::GroupBy> levels{analyze::GroupBy::process};
    std::int64_t interval_us = 0; ///< 0: every sweep
};

/// One row per time and series, all measures as columns; times ascending.
Report build_series(const HistoryContext& context, const SeriesOptions& options);

struct GrowthOptions {
    std::vector<analyze::GroupBy> levels{analyze::GroupBy::board, analyze::GroupBy::process,
                                         analyze::GroupBy::process_class, analyze::GroupBy::mapping};
    const analyze::Measure* measure = nullptr; ///< null: Pss, or Rss where the kernel has no Pss
    std::int64_t settle_us = 0;                ///< of each series's life left out at its start
};

/// One row per series, the fastest growing first. Below the levels of board and process only what is not flat has a
/// row.
Report build_growth(const HistoryContext& context, const GrowthOptions& options);

/// The processes at the moments of highest Rss, highest Pss and lowest MemAvailable.
Report build_peak(Origin origin, const analyze::Peaks& peaks, const analyze::UserNames& users);

} // namespace host::report
