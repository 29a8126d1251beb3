#include "host/report/columns.hpp"

#include <algorithm>
#include <cassert>

namespace host::report {

using analyze::Measure;
using model::Field;
using model::ProcFile;

MeasureColumns::MeasureColumns(std::initializer_list<std::string_view> shown) {
    for (const std::string_view key : shown) {
        const Measure* measure = analyze::find_measure(key);
        assert(measure != nullptr);
        shown_.push_back(measure);
    }
    for (const Measure& measure : analyze::measures()) {
        if (std::find(shown_.begin(), shown_.end(), &measure) == shown_.end()) {
            details_.push_back(&measure);
        }
    }
}

void MeasureColumns::add_columns(Report& report) const {
    for (const auto* list : {&shown_, &details_}) {
        for (const Measure* measure : *list) {
            report.columns.push_back({.key = std::string(measure->key),
                                      .title = std::string(measure->title),
                                      .unit = Unit::kb,
                                      .detail = list == &details_,
                                      .summed = true});
        }
    }
}

void MeasureColumns::add_cells(Row& row, const analyze::Totals& totals) const {
    for (const auto* list : {&shown_, &details_}) {
        for (const Measure* measure : *list) {
            row.cells.push_back(integer_or(measure->of(totals), k_not_printed));
        }
    }
}

void MeasureColumns::add_unknown(Row& row, std::string_view reason) const {
    row.cells.insert(row.cells.end(), shown_.size() + details_.size(), Unknown{std::string(reason)});
}

Column name_column(std::string key, std::string title) {
    return {.key = std::move(key), .title = std::move(title), .text = true};
}

Column number_column(std::string key, std::string title) {
    return {.key = std::move(key), .title = std::move(title)};
}

Column size_column(std::string key, std::string title) {
    return {.key = std::move(key), .title = std::move(title), .unit = Unit::kb, .summed = true};
}

Column detail(Column column) {
    column.detail = true;
    return column;
}

namespace {

/// Why what stands in that file is not known of a process.
std::string_view reason_not_sent(const model::ProcessInfo& info, ProcFile file, model::Status status) {
    return file_reason(info, file, status == model::Status::gone ? model::status_reason(status) : "not sent");
}

} // namespace

Cell command_cell(const model::ProcessInfo& info, model::Status status) {
    if (!info.cmdline) {
        return Unknown{std::string(reason_not_sent(info, ProcFile::cmdline, status))};
    }
    std::string command = *info.cmdline;
    command.erase(command.find_last_not_of('\0') + 1);
    std::replace(command.begin(), command.end(), '\0', ' ');
    return command;
}

Cell user_cell(const model::ProcessInfo& info, const analyze::UserNames& users, model::Status status) {
    return info.uid ? Cell{users.name(*info.uid)}
                    : Cell{Unknown{std::string(reason_not_sent(info, ProcFile::status, status))}};
}

Cell program_cell(const std::string& program, const model::ProcessInfo& info, model::Status status) {
    const bool told = !program.empty() || info.comm;
    return told ? Cell{program} : Cell{Unknown{std::string(reason_not_sent(info, ProcFile::stat, status))}};
}

Cell number_cell(const std::optional<std::uint64_t>& number, const model::ProcessInfo& info, ProcFile file,
                 model::Status status) {
    return integer_or(number, reason_not_sent(info, file, status));
}

Column ram_percent_column() {
    return detail({.key = "ram_percent", .title = "% of RAM", .unit = Unit::percent});
}

Cell ram_percent_cell(const analyze::Totals& totals, const analyze::BoardUsage& usage) {
    const auto pss = totals[Field::pss];
    const auto ram = usage.meminfo("MemTotal");
    if (!pss || !ram || *ram == 0) {
        return Unknown{pss ? "no MemTotal from this source" : std::string(k_not_printed)};
    }
    return 100.0 * static_cast<double>(*pss) / static_cast<double>(*ram);
}

std::string_view reason_of_no_areas(model::Status status) {
    return status == model::Status::ok ? "no mappings" : model::status_reason(status);
}

std::string_view reason_of(const analyze::ProcessUsage& process) {
    return reason_of_no_areas(process.status);
}

std::string_view reason_of_no_classes(model::Status status) {
    return status == model::Status::ok ? "a rollup has no single mappings" : model::status_reason(status);
}

void leave_out_empty(analyze::BoardUsage& usage, const analyze::Filter& filter, Report& report) {
    if (filter.picks_pids()) {
        return;
    }
    const auto take_out = [&](model::Status status) {
        return std::erase_if(usage.processes, [&](const analyze::ProcessUsage& process) {
            return !process.readable() && process.status == status;
        });
    };
    if (const auto count = take_out(model::Status::empty); count != 0) {
        report.notes.push_back(std::to_string(count) +
                               (count == 1 ? " kernel thread or zombie is" : " kernel threads or zombies are") +
                               " omitted: no memory of their own.");
    }
    if (const auto count = take_out(model::Status::gone); count != 0) {
        report.notes.push_back(std::to_string(count) + (count == 1 ? " process" : " processes") +
                               " exited meanwhile and " + (count == 1 ? "is" : "are") + " omitted.");
    }
}

void note_denied(const analyze::BoardUsage& usage, Report& report) {
    const bool denied = std::any_of(usage.processes.begin(), usage.processes.end(),
                                    [](const auto& process) { return process.status == model::Status::denied; });
    if (denied && usage.agent.lacks_ptrace()) {
        report.notes.emplace_back("The agent ran without CAP_SYS_PTRACE; as root it reads every process.");
    }
}

void Unreadable::add(model::Status status) {
    if (all_ || (status != model::Status::empty && status != model::Status::gone)) {
        ++counts_[reason_of_no_areas(status)];
    }
}

void Unreadable::note_in(Report& report) const {
    std::size_t count = 0;
    std::string reasons;
    for (const auto& [reason, processes] : counts_) {
        count += processes;
        reasons += reasons.empty() ? "" : ", ";
        reasons += (counts_.size() == 1 ? "" : std::to_string(processes) + ' ') + std::string(reason);
    }
    if (count != 0) {
        report.notes.push_back(std::to_string(count) + (count == 1 ? " process" : " processes") +
                               " could not be read (" + reasons + ") and " + (count == 1 ? "is" : "are") +
                               " missing in the sums.");
    }
}

void note_unreadable(const analyze::BoardUsage& usage, const analyze::Filter& filter, Report& report) {
    Unreadable unreadable(filter);
    for (const analyze::ProcessUsage& process : usage.processes) {
        if (!process.readable()) {
            unreadable.add(process.status);
        }
    }
    unreadable.note_in(report);
    note_denied(usage, report);
}

bool costs_more(const analyze::Totals& a, const analyze::Totals& b) {
    return std::pair(a[Field::pss], a[Field::rss]) > std::pair(b[Field::pss], b[Field::rss]);
}

} // namespace host::report
