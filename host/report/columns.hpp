// Columns and cells that many reports have in common.
#pragma once

#include "host/analyze/measure.hpp"
#include "host/analyze/usage.hpp"
#include "host/report/report.hpp"

#include <initializer_list>
#include <map>
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

// What besides its memory is known of a process; where it is not, the reason is that of the file it stands in.

/// Arguments of a command line joined by blanks.
Cell command_cell(const model::ProcessInfo& info, model::Status status);

Cell user_cell(const model::ProcessInfo& info, const analyze::UserNames& users, model::Status status);

/// The name may be empty, and where nothing told one (a single smaps file, a pid that is nobody's) it is unknown.
Cell program_cell(const std::string& program, const model::ProcessInfo& info, model::Status status);

/// A number that the kernel prints in `file`.
Cell number_cell(const std::optional<std::uint64_t>& number, const model::ProcessInfo& info, model::ProcFile file,
                 model::Status status);

/// `ram_percent`, a detail: Pss in per cent of MemTotal.
Column ram_percent_column();
Cell ram_percent_cell(const analyze::Totals& totals, const analyze::BoardUsage& usage);

/// Why a process has no numbers.
std::string_view reason_of_no_areas(model::Status status);
std::string_view reason_of(const analyze::ProcessUsage& process);

/// Why memory that could be read has no classes: it is a rollup, on a kernel without smaps or on its own.
std::string_view reason_of_no_classes(model::Status status);

/// Takes out kernel threads and zombies, which have no memory of their own, and what ended while it was read, unless
/// processes were chosen by pid; a note in the report says how many.
void leave_out_empty(analyze::BoardUsage& usage, const analyze::Filter& filter, Report& report);

/// A note of what would help where the agent was not permitted to read a process.
void note_denied(const analyze::BoardUsage& usage, Report& report);

/// Processes that a report has to do without, by reason. Kernel threads, zombies and what ended meanwhile are no loss
/// unless processes were chosen by pid.
class Unreadable {
  public:
    explicit Unreadable(const analyze::Filter& filter) : all_(filter.picks_pids()) {}

    void add(model::Status status);
    void note_in(Report& report) const;

  private:
    bool all_;
    std::map<std::string_view, std::size_t> counts_;
};

/// A note of how many processes a report of sums had to do without, why, and what would help.
void note_unreadable(const analyze::BoardUsage& usage, const analyze::Filter& filter, Report& report);

/// Largest Pss first, by Rss where that does not decide (no kernel before 2.6.25 has Pss).
bool costs_more(const analyze::Totals& a, const analyze::Totals& b);

} // namespace host::report
