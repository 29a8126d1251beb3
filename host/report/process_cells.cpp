#include "host/report/process_cells.hpp"

#include "host/report/columns.hpp"

#include <algorithm>

namespace host::report {

using model::Field;
using model::FileKind;

namespace {

/// Why a value of this file is unknown for the process.
std::string_view reason_not_sent(const model::ProcessInfo& info, FileKind file, model::Status status) {
    return file_reason(info, file, status == model::Status::gone ? model::status_reason(status) : "not sent");
}

Cell resident_cell(const std::optional<std::uint64_t>& kb, const analyze::ProcessTotals& totals, model::Status status) {
    return integer_or(kb, totals.classes_known() ? k_not_printed : no_classes_reason(status));
}

} // namespace

Cell heap_cell(const analyze::ProcessTotals& totals, model::Status status) {
    return resident_cell(totals.heap_kb(Field::rss), totals, status);
}

Cell stack_cell(const analyze::ProcessTotals& totals, model::Status status) {
    return resident_cell(totals.stack_kb(Field::rss), totals, status);
}

Cell command_cell(const model::ProcessInfo& info, model::Status status) {
    if (!info.cmdline) {
        return Unknown{std::string(reason_not_sent(info, FileKind::cmdline, status))};
    }
    std::string command = *info.cmdline;
    command.erase(command.find_last_not_of('\0') + 1);
    std::replace(command.begin(), command.end(), '\0', ' ');
    return command;
}

Cell user_cell(const model::ProcessInfo& info, const analyze::UserNames& users, model::Status status) {
    return info.uid ? Cell{users.name(*info.uid)}
                    : Cell{Unknown{std::string(reason_not_sent(info, FileKind::status, status))}};
}

Cell program_cell(const std::string& program, const model::ProcessInfo& info, model::Status status) {
    const bool has_name = !program.empty() || info.comm;
    return has_name ? Cell{program} : Cell{Unknown{std::string(reason_not_sent(info, FileKind::stat, status))}};
}

Cell number_cell(const std::optional<std::uint64_t>& number, const model::ProcessInfo& info, FileKind file,
                 model::Status status) {
    return integer_or(number, reason_not_sent(info, file, status));
}

Column ram_percent_column() {
    return detail({.key = "ram_percent", .title = "% of RAM", .unit = Unit::percent});
}

Cell ram_percent_cell(const analyze::Totals& totals, const analyze::BoardUsage& usage) {
    const auto pss = totals[Field::pss];
    const auto ram = usage.meminfo["MemTotal"];
    if (!pss || !ram || *ram == 0) {
        return Unknown{pss ? "no MemTotal from this source" : std::string(k_not_printed)};
    }
    return 100.0 * static_cast<double>(*pss) / static_cast<double>(*ram);
}

std::string_view unreadable_reason(model::Status status) {
    return status == model::Status::ok ? "no mappings" : model::status_reason(status);
}

std::string_view unreadable_reason(const analyze::ProcessUsage& process) {
    return unreadable_reason(process.status);
}

std::string_view no_classes_reason(model::Status status) {
    return status == model::Status::ok ? "a rollup has no single mappings" : model::status_reason(status);
}

} // namespace host::report
