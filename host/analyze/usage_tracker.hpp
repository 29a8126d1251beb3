// The usage of a board, kept up to date from sweep to sweep at the cost of what changed. The one way from the model to
// numbers: a report of one sweep is usage_of(), which a tracker that was fed once equals; live lines, series, growth,
// peaks, budgets and differences read a tracker.
#pragma once

#include "host/analyze/process_tracker.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace host::analyze {

/// One process that is new or changed in the last sweep.
struct UsageChange {
    model::Pid pid = 0;
    const ProcessUsage* usage = nullptr;     ///< null: the filter accepts nothing of it now
    bool regrouped = true;                   ///< new, or its groups have other indices: any of them may differ
    std::span<const std::uint32_t> groups{}; ///< else: indices of the groups that changed
};

class UsageTracker {
  public:
    explicit UsageTracker(Filter filter) : context_{.filter = std::move(filter)} {}

    /// Follows the board to its present sweep. Every sweep has to be shown once, in order; showing one again does no
    /// harm.
    void update(const model::Board& board);

    /// Null when the process does not exist or the filter accepts nothing of it. Its groups keep their index from sweep
    /// to sweep, so some may have no mappings any more.
    const ProcessUsage* find(model::Pid pid) const;

    /// Sum over all processes; pages shared between them count for each (Pss adds up to the memory in use).
    const Totals& sum() const { return sum_; }

    /// New and changed processes of the last update, ascending; valid until the next one.
    const std::vector<UsageChange>& changes() const { return changes_; }

    /// Processes that existed before the last update and do not any more (or are others under the same pid).
    const std::vector<model::Pid>& exited() const { return exited_; }

    /// Calls `use` with every ProcessUsage, ascending pid.
    template <typename Use>
    void for_each(Use use) const {
        for (const auto& [pid, tracker] : processes_) {
            if (tracker.counts()) {
                use(tracker.usage());
            }
        }
    }

    const std::string& source() const { return source_; }
    const model::Agent& agent() const { return agent_; }
    std::int64_t time_us() const { return time_us_; }
    const model::Meminfo& meminfo() const { return meminfo_; }

    /// Everything, as usage_of() computes it from the last board.
    BoardUsage board_usage() const;

    /// Processes that the last update counted from scratch.
    std::size_t rebuilt() const { return rebuilt_; }

  private:
    using Trackers = std::map<model::Pid, ProcessTracker>;

    void follow_board(const model::Board& board);
    Trackers::iterator remove(Trackers::iterator tracker);
    void add(const model::Process& process);
    void follow(const model::Process& process, ProcessTracker& tracker, bool same_names);
    void note_change(const ProcessTracker& tracker);

    TrackingContext context_;
    Trackers processes_;
    Totals sum_;
    std::vector<UsageChange> changes_;
    std::vector<model::Pid> exited_;
    std::size_t rebuilt_ = 0;

    // Of the last board:
    const model::NameTable* names_ = nullptr;
    std::string source_;
    model::Agent agent_;
    std::int64_t time_us_ = 0;
    model::Meminfo meminfo_;
    std::optional<std::uint64_t> zram_kb_;
};

} // namespace host::analyze
