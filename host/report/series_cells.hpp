// The columns that say what a row over time is about.
#pragma once

#include "host/analyze/series_key.hpp"
#include "host/report/columns.hpp"

namespace host::report {

/// level pid user program class mapping; which of them the text table shows depends on the levels in it.
void add_series_columns(Report& report, const std::vector<analyze::GroupBy>& levels);

/// Cells of those columns; what a level does not have is empty.
void add_series_cells(Row& row, const analyze::SeriesKey& series, const analyze::UserNames& users);

/// Notes of what a long or disordered session cost the history.
void note_resolution(const analyze::History& history, Report& report);

} // namespace host::report
