// Which processes to watch: those given, those whose name matches, or all. Notices which started, exec'ed and exited.
#pragma once

#include "agent/options.hpp"
#include "agent/sources/proc_files.hpp"
#include "agent/sources/process.hpp"
#include "agent/sources/process_table.hpp"

#include <cstdint>

namespace agent::sources {

class Targets {
  public:
    Targets(ProcFiles& files, ProcessTable& table) : files_(files), table_(table) {}

    /// `selection` must stay. All processes are examined again.
    void select(const Selection& selection);
    const Selection& selection() const { return *selection_; }

    /// Brings the table up to date: marks which are listed, started and running. Those that exited stay, not listed,
    /// until the caller drops them. Answers the errno of a proc root that cannot be listed.
    sys::Errno refresh();

    /// Whether there are more processes than the table has room for.
    bool overflowed() const { return overflowed_; }

  private:
    sys::Errno list_all();
    void list(std::uint32_t pid);
    void examine(Process& process);
    bool chosen(std::uint32_t pid, const ProcessStat& stat);

    ProcFiles& files_;
    ProcessTable& table_;
    const Selection* selection_ = nullptr;
    bool overflowed_ = false;
};

} // namespace agent::sources
