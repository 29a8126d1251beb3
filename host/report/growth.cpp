// growth: who grows, how fast, and how surely.
#include "host/report/reports.hpp"
#include "host/report/series_cells.hpp"

#include <algorithm>

namespace host::report {
namespace {

using analyze::GroupBy;
using analyze::SeriesKey;
using analyze::Trend;

/// There can be thousands of mappings: fewer bins keep their slopes affordable.
constexpr std::size_t k_mapping_bins = 250;

std::vector<GroupBy> default_levels() {
    return {GroupBy::board, GroupBy::process, GroupBy::process_class, GroupBy::mapping};
}

/// Pss, or Rss where no process ever had a Pss.
const analyze::Measure& default_measure(const analyze::History& history) {
    const analyze::Measure& pss = *analyze::find_measure("pss");
    for (const SeriesKey& series : analyze::series_keys(history, GroupBy::process)) {
        const auto samples = analyze::samples_of(history, series, pss);
        if (std::any_of(samples.begin(), samples.end(), [](const auto& sample) { return sample.kb.has_value(); })) {
            return pss;
        }
    }
    return *analyze::find_measure("rss");
}

void add_columns(Report& report, const std::vector<GroupBy>& levels) {
    add_series_columns(report, levels);
    report.columns.push_back(name_column("verdict", "Verdict"));
    report.columns.push_back({.key = "growth_kb_per_min", .title = "kB/min", .unit = Unit::kb_per_min});
    report.columns.push_back({.key = "low_kb_per_min", .title = "low 95 %", .unit = Unit::kb_per_min});
    report.columns.push_back({.key = "high_kb_per_min", .title = "high 95 %", .unit = Unit::kb_per_min});
    for (const auto& [key, title] :
         {std::pair("first_kb", "First"), std::pair("last_kb", "Last"), std::pair("change_kb", "Change")}) {
        report.columns.push_back({.key = key, .title = title, .unit = Unit::kb});
    }
    report.columns.push_back(detail(number_column("sweeps", "Sweeps")));
    report.columns.push_back({.key = "span_s", .title = "Span", .unit = Unit::seconds, .detail = true});
    report.columns.push_back(detail(name_column("measure", "Measure")));
}

void add_trend_cells(Row& row, const std::optional<Trend>& trend, std::string_view why_none) {
    if (!trend) {
        row.cells.insert(row.cells.end(), 9, Unknown{std::string(why_none)});
        return;
    }
    row.cells.emplace_back(std::string(analyze::shape_name(trend->shape)));
    for (const double rate : {trend->slope.kb_per_min, trend->slope.low, trend->slope.high}) {
        row.cells.emplace_back(rate);
    }
    row.cells.push_back(integer(trend->first_kb));
    row.cells.push_back(integer(trend->last_kb));
    row.cells.emplace_back(static_cast<std::int64_t>(trend->last_kb - trend->first_kb));
    row.cells.push_back(integer(trend->samples));
    row.cells.emplace_back(trend->span_s);
}

bool worth_a_row(GroupBy level, const std::optional<Trend>& trend) {
    const bool always = level != GroupBy::process_class && level != GroupBy::mapping;
    return always || (trend && trend->shape != analyze::Shape::flat);
}

struct Ranked {
    std::optional<Trend> trend;
    Row row;
};

int rank(const Ranked& one) {
    if (!one.trend) {
        return 2;
    }
    return analyze::grows(one.trend->shape) ? 0 : 1;
}

/// Rows that grow first, then rows with a slope but no growth, each by speed; rows without a trend last.
bool ranks_before(const Ranked& a, const Ranked& b) {
    if (rank(a) != rank(b)) {
        return rank(a) < rank(b);
    }
    return a.trend && a.trend->slope.kb_per_min > b.trend->slope.kb_per_min;
}

/// Rows with too few sweeps are only counted, unless there are no others.
void omit_short(std::vector<Ranked>& ranked, Report& report) {
    const auto known = [](const Ranked& one) { return one.trend.has_value(); };
    if (!std::any_of(ranked.begin(), ranked.end(), known)) {
        return;
    }
    if (const auto count = std::erase_if(ranked, [&](const Ranked& one) { return !known(one); }); count != 0) {
        report.notes.push_back(std::to_string(count) + (count == 1 ? " row is" : " rows are") +
                               " omitted: fewer than 5 sweeps.");
    }
}

} // namespace

Report build_growth(const HistoryContext& context) {
    const HistoryOptions& options = context.options;
    const std::vector<GroupBy> levels = options.levels.empty() ? default_levels() : options.levels;
    Report report{"growth", context.origin, {}, {}, {}, {}};
    report.origin.time_us.reset();
    add_columns(report, levels);
    const analyze::Measure& measure = options.measure != nullptr ? *options.measure : default_measure(context.history);
    std::vector<Ranked> ranked;
    for (const GroupBy level : levels) {
        const std::size_t bins = level == GroupBy::mapping ? k_mapping_bins : analyze::k_trend_bins;
        for (const SeriesKey& series : analyze::series_keys(context.history, level)) {
            const auto samples = analyze::samples_of(context.history, series, measure);
            const auto trend = analyze::trend_of(analyze::settled(samples, options.settle_us), bins);
            if (worth_a_row(level, trend)) {
                Row row;
                add_series_cells(row, series, context.users);
                add_trend_cells(row, trend, analyze::why_no_trend(samples));
                row.cells.emplace_back(std::string(measure.key));
                ranked.push_back({trend, std::move(row)});
            }
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(), ranks_before);
    omit_short(ranked, report);
    for (Ranked& one : ranked) {
        report.rows.push_back(std::move(one.row));
    }
    report.notes.push_back("Growth of " + std::string(measure.key) + "; low and high: 95 % interval of the slope.");
    if (measure.key == "pss_kb") {
        report.notes.push_back(
            "PSS changes with other processes too; --measure uss covers only memory that no other process maps.");
    }
    note_resolution(context.history, report);
    return report;
}

} // namespace host::report
