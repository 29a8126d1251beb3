#include "host/report/series_cells.hpp"

#include <algorithm>

namespace host::report {
namespace {

using analyze::GroupBy;

bool any_of(const std::vector<GroupBy>& levels, std::initializer_list<GroupBy> wanted) {
    return std::any_of(levels.begin(), levels.end(),
                       [&](GroupBy level) { return std::find(wanted.begin(), wanted.end(), level) != wanted.end(); });
}

Column shown_if(Column column, bool shown) {
    column.detail = !shown;
    return column;
}

Cell name_or_nothing(const std::string& name) {
    return name.empty() ? Cell{Unknown{}} : Cell{name};
}

} // namespace

void add_series_columns(Report& report, const std::vector<GroupBy>& levels) {
    const bool per_process = any_of(levels, {GroupBy::process, GroupBy::process_class, GroupBy::mapping});
    const bool per_class = any_of(levels, {GroupBy::memory_class, GroupBy::process_class, GroupBy::mapping});
    report.columns.push_back(shown_if(name_column("level", "Level"), levels.size() > 1));
    report.columns.push_back(shown_if(number_column("pid", "PID"), per_process));
    report.columns.push_back(shown_if(name_column("user", "User"), any_of(levels, {GroupBy::user})));
    report.columns.push_back(
        shown_if(name_column("program", "Program"), per_process || any_of(levels, {GroupBy::program})));
    report.columns.push_back(shown_if(name_column("class", "Class"), per_class));
    report.columns.push_back(
        shown_if(name_column("mapping", "Mapping"), any_of(levels, {GroupBy::file, GroupBy::mapping})));
}

void add_series_cells(Row& row, const analyze::SeriesKey& series, const analyze::UserNames& users) {
    row.cells.emplace_back(std::string(analyze::group_by_name(series.level)));
    row.cells.push_back(series.pid == 0 ? Cell{Unknown{}} : integer(series.pid));
    row.cells.push_back(series.uid ? Cell{users.name(*series.uid)} : Cell{Unknown{}});
    row.cells.push_back(name_or_nothing(series.program));
    row.cells.push_back(series.memory_class ? Cell{std::string(analyze::class_name(*series.memory_class).snake)}
                                            : Cell{Unknown{}});
    row.cells.push_back(name_or_nothing(series.mapping));
}

void note_resolution(const analyze::History& history, Report& report) {
    if (history.sweeps_per_slot() > 1) {
        report.notes.push_back("The session is long: this report uses the last of every " +
                               std::to_string(history.sweeps_per_slot()) + " sweeps.");
    }
    if (const auto count = history.sweeps_out_of_order(); count != 0) {
        report.notes.push_back(std::to_string(count) + (count == 1
                                                            ? " sweep whose time did not advance is omitted."
                                                            : " sweeps whose time did not advance are omitted."));
    }
}

} // namespace host::report
