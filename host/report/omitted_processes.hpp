// Processes that a report omits or could not read, and the notes about them.
#pragma once

#include "host/analyze/filter.hpp"
#include "host/analyze/usage.hpp"
#include "host/report/report.hpp"

#include <cstddef>
#include <map>
#include <string_view>

namespace host::report {

/// Removes kernel threads and zombies, which have no memory of their own, and processes that exited while they were
/// read, unless processes were chosen by PID. A note in the report counts them.
void omit_empty_processes(analyze::BoardUsage& usage, const analyze::Filter& filter, Report& report);

/// Adds a note of what helps if the agent was not permitted to read a process.
void note_denied(const analyze::BoardUsage& usage, Report& report);

/// Counts processes that could not be read, by reason. Kernel threads, zombies and processes that exited meanwhile
/// count only if processes were chosen by PID.
class Unreadable {
  public:
    explicit Unreadable(const analyze::Filter& filter) : all_(filter.picks_pids()) {}

    void add(model::Status status);
    void note_in(Report& report) const;

  private:
    bool all_;
    std::map<std::string_view, std::size_t> counts_;
};

/// Adds a note of how many processes are missing in the sums of a report, why, and what helps.
void note_unreadable(const analyze::BoardUsage& usage, const analyze::Filter& filter, Report& report);

} // namespace host::report
