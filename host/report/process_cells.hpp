// Cells about a process that many reports have in common. An unknown cell has the reason why the file that contains the
// value could not be read.
#pragma once

#include "host/analyze/usage.hpp"
#include "host/report/report.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace host::report {

/// Arguments of a command line joined by blanks.
Cell command_cell(const model::ProcessInfo& info, model::Status status);

Cell user_cell(const model::ProcessInfo& info, const analyze::UserNames& users, model::Status status);

/// The name may be empty. It is unknown if the source has none (a single smaps file, a PID without a process).
Cell program_cell(const std::string& program, const model::ProcessInfo& info, model::Status status);

/// Resident memory of heap and other anonymous, and of both kinds of stacks, like the columns of the summary.
Cell heap_cell(const analyze::ProcessTotals& totals, model::Status status);
Cell stack_cell(const analyze::ProcessTotals& totals, model::Status status);

/// A number that the kernel prints in `file`.
Cell number_cell(const std::optional<std::uint64_t>& number, const model::ProcessInfo& info, model::FileKind file,
                 model::Status status);

/// `ram_percent`, a detail: Pss in per cent of MemTotal.
Column ram_percent_column();
Cell ram_percent_cell(const analyze::Totals& totals, const analyze::BoardUsage& usage);

/// Why a process has no numbers.
std::string_view unreadable_reason(model::Status status);
std::string_view unreadable_reason(const analyze::ProcessUsage& process);

/// Why readable memory has no classes: its source is smaps_rollup.
std::string_view no_classes_reason(model::Status status);

} // namespace host::report
