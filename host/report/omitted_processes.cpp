#include "host/report/omitted_processes.hpp"

#include "host/report/process_cells.hpp"

#include <algorithm>
#include <string>

namespace host::report {

void omit_empty_processes(analyze::BoardUsage& usage, const analyze::Filter& filter, Report& report) {
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
        ++counts_[unreadable_reason(status)];
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

} // namespace host::report
