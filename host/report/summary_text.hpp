// The text of the summary: the lines of rssanalyse about a process, with better classes. For JSON, NDJSON and CSV it is
// an ordinary report, whose rows carry the classes (summary.cpp).
#pragma once

#include "host/analyze/usage.hpp"
#include "host/model/board.hpp"
#include "host/report/report.hpp"
#include "host/report/reports.hpp"

#include <string>

namespace host::report {

/// How the text of a summary looks.
struct SummaryStyle {
    int verbosity = 0;     ///< 1: every mapping with the rule that classed it; 2: padding and pages too
    bool compat = false;   ///< the figures of rssanalyse, with its faults
    bool prefixed = false; ///< the pid before every line and the command above them
};

/// One process.
std::string summary_text(const model::Process& process, const SummaryStyle& style);

/// All processes of a board, one after another; prefixed if there are several or with any verbosity, like rssanalyse.
std::string summary_text(const model::Board& board, SummaryStyle style);

} // namespace host::report
