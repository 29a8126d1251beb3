// Columns of measures, and columns that many reports have in common.
#pragma once

#include "host/analyze/totals.hpp"
#include "host/report/report.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace host::report {

/// The measures of a report: those in the text table in the order given, then all others as details.
class MeasureColumns {
  public:
    explicit MeasureColumns(std::initializer_list<std::string_view> shown);

    void add_columns(Report& report) const;

    /// What this kernel does not print is unknown.
    void add_cells(Row& row, const analyze::Totals& totals) const;

    /// For a process that could not be read: all unknown.
    void add_unknown(Row& row, std::string_view reason) const;

  private:
    std::vector<const analyze::Measure*> shown_;
    std::vector<const analyze::Measure*> details_;
};

inline constexpr std::string_view k_not_printed = analyze::k_measure_not_printed;

Column name_column(std::string key, std::string title);
Column number_column(std::string key, std::string title);
Column size_column(std::string key, std::string title);
Column detail(Column column);

/// Largest Pss first, by Rss where that does not decide (no kernel before 2.6.25 has Pss).
bool costs_more(const analyze::Totals& a, const analyze::Totals& b);

} // namespace host::report
