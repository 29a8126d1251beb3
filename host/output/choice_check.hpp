// Whether the processes and mappings that the user chose exist. A table without rows would look like memory of 0.
#pragma once

#include "host/cli/settings.hpp"
#include "host/model/board.hpp"

#include <set>
#include <span>

namespace host::output {

class ChoiceCheck {
  public:
    explicit ChoiceCheck(const cli::Settings& settings) : settings_(settings) {}

    void sweep(const model::Board& board);

    /// Reports on stderr each chosen process that cannot be read, that nothing matches the choice, or that
    /// all texts are damaged; true when there
    /// is such a message. `boards` are those of the last sweep; with `over_time` a process may have exited before.
    bool report_missing(std::span<const model::Board* const> boards, bool over_time) const;

  private:
    bool report_missing_pids(std::span<const model::Board* const> boards, bool over_time) const;
    bool report_no_match(std::span<const model::Board* const> boards) const;
    bool report_only_damaged(std::span<const model::Board* const> boards) const;

    const cli::Settings& settings_;
    bool any_sweep_ = false;
    bool any_readable_ = false;      ///< a sweep with a process that the filter accepts and whose text has mappings
    bool any_match_ = false;         ///< of --name, --user, --class and --map, in any sweep
    std::set<model::Pid> pids_seen_; ///< readable in any sweep, of those chosen
};

} // namespace host::output
