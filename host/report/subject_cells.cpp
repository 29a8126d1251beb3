#include "host/report/subject_cells.hpp"

#include <algorithm>

namespace host::report {
namespace {

using analyze::Level;

bool any_of(const std::vector<Level>& levels, std::initializer_list<Level> wanted) {
    return std::any_of(levels.begin(), levels.end(),
                       [&](Level level) { return std::find(wanted.begin(), wanted.end(), level) != wanted.end(); });
}

Column shown_if(Column column, bool shown) {
    column.detail = !shown;
    return column;
}

Cell name_or_nothing(const std::string& name) {
    return name.empty() ? Cell{Unknown{}} : Cell{name};
}

} // namespace

void add_subject_columns(Report& report, const std::vector<Level>& levels) {
    const bool per_process = any_of(levels, {Level::process, Level::process_class, Level::mapping});
    const bool per_class = any_of(levels, {Level::memory_class, Level::process_class, Level::mapping});
    report.columns.push_back(shown_if(name_column("level", "Level"), levels.size() > 1));
    report.columns.push_back(shown_if(number_column("pid", "PID"), per_process));
    report.columns.push_back(shown_if(name_column("user", "User"), any_of(levels, {Level::user})));
    report.columns.push_back(
        shown_if(name_column("program", "Program"), per_process || any_of(levels, {Level::program})));
    report.columns.push_back(shown_if(name_column("class", "Class"), per_class));
    report.columns.push_back(
        shown_if(name_column("mapping", "Mapping"), any_of(levels, {Level::file, Level::mapping})));
}

void add_subject_cells(Row& row, const analyze::Subject& subject, const analyze::UserNames& users) {
    row.cells.emplace_back(std::string(analyze::level_name(subject.level)));
    row.cells.push_back(subject.pid == 0 ? Cell{Unknown{}} : integer(subject.pid));
    row.cells.push_back(subject.uid ? Cell{users.name(*subject.uid)} : Cell{Unknown{}});
    row.cells.push_back(name_or_nothing(subject.program));
    row.cells.push_back(subject.memory_class ? Cell{std::string(analyze::class_name(*subject.memory_class).snake)}
                                             : Cell{Unknown{}});
    row.cells.push_back(name_or_nothing(subject.mapping));
}

void note_resolution(const analyze::History& history, Report& report) {
    if (history.sweeps_per_slot() > 1) {
        report.notes.push_back("The session is long: of every " + std::to_string(history.sweeps_per_slot()) +
                               " sweeps the last is in this report.");
    }
    if (const auto count = history.sweeps_out_of_order(); count != 0) {
        report.notes.push_back(std::to_string(count) + (count == 1
                                                            ? " sweep whose time did not advance is left out."
                                                            : " sweeps whose time did not advance are left out."));
    }
}

} // namespace host::report
