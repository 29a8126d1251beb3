// series: what the chosen subjects measured over time.
#include "host/report/reports.hpp"
#include "host/report/series_cells.hpp"

#include <algorithm>
#include <array>

namespace host::report {
namespace {

using analyze::Sample;
using analyze::SeriesKey;

constexpr std::array<std::string_view, 5> k_shown{"size_kb", "rss_kb", "pss_kb", "uss_kb", "swap_kb"};

/// Rows of one series: its samples of every measure side by side.
void add_rows(Report& report, const HistoryContext& context, const SeriesKey& series) {
    std::vector<std::vector<Sample>> columns;
    for (const analyze::Measure& measure : analyze::measures()) {
        columns.push_back(analyze::samples_of(context.history, series, measure));
        if (context.options.interval_us > 0) {
            columns.back() = analyze::resampled(columns.back(), context.options.interval_us);
        }
    }
    for (std::size_t i = 0; i < columns.front().size(); ++i) {
        Row row{{static_cast<double>(columns.front()[i].time_us) / 1e6}, {}};
        add_series_cells(row, series, context.users);
        for (const std::vector<Sample>& column : columns) {
            row.cells.push_back(integer_or(column[i].kb, "not printed by this kernel, or not readable then"));
        }
        report.rows.push_back(std::move(row));
    }
}

} // namespace

Report build_series(const HistoryContext& context) {
    const std::vector<analyze::GroupBy> levels =
        context.options.levels.empty() ? std::vector{analyze::GroupBy::process} : context.options.levels;
    Report report{"series", context.origin, {}, {}, {}, {}};
    report.origin.time_us.reset();
    report.columns.push_back({.key = "time_s", .title = "Time", .unit = Unit::seconds});
    add_series_columns(report, levels);
    for (const analyze::Measure& measure : analyze::measures()) {
        Column column = size_column(std::string(measure.key), std::string(measure.title));
        column.summed = false;
        column.detail = std::find(k_shown.begin(), k_shown.end(), measure.key) == k_shown.end();
        report.columns.push_back(std::move(column));
    }
    for (const analyze::GroupBy level : levels) {
        for (const SeriesKey& series : analyze::series_keys(context.history, level)) {
            add_rows(report, context, series);
        }
    }
    std::stable_sort(report.rows.begin(), report.rows.end(), [](const Row& a, const Row& b) {
        return std::get<double>(a.cells.front()) < std::get<double>(b.cells.front());
    });
    note_resolution(context.history, report);
    return report;
}

} // namespace host::report
