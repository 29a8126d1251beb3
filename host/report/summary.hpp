// The summary: what rssanalyse tells of a process, with better classes. Text here has a layout of its own; for JSON,
// NDJSON and CSV it is an ordinary Report whose rows carry the classes.
#pragma once

#include "host/analyze/totals.hpp"
#include "host/model/board.hpp"
#include "host/report/report.hpp"
#include "host/report/reports.hpp"

#include <string>

namespace host::report {

/// How the text of a summary looks.
struct SummaryStyle {
    int verbosity = 0;     ///< 1: every mapping with the rule that classed it; 2: padding and pages too
    bool compat = false;   ///< the figures and faults of rssanalyse
    bool prefixed = false; ///< the pid before every line and the command above them
};

/// One process.
std::string summary_text(const model::Process& process, const SummaryStyle& style);

/// All processes of a board, one after another; prefixed when there are several or with any verbosity, as rssanalyse
/// is.
std::string summary_text(const model::Board& board, SummaryStyle style);

/// One row per process, with its classes.
Report summary_report(const Context& context);

} // namespace host::report
