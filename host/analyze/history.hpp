// What every group of every process measured, over a session: the memory behind series, growth, peaks and budgets. Only
// changes are stored, as steps; when they outgrow the limit, ended processes of a program are put together and every
// two neighbouring slots of time become one (the later value stays). So memory is bounded and long recordings lose
// resolution, not reach.
#pragma once

#include "host/analyze/usage_tracker.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace host::analyze {

inline constexpr std::size_t k_measure_count = 24; ///< measures().size(), asserted in history.cpp
inline constexpr std::uint64_t k_unknown_kb = std::numeric_limits<std::uint64_t>::max();

/// From this slot on the measure has this value.
struct Step {
    std::uint32_t slot = 0;
    std::uint64_t kb = 0; ///< or k_unknown_kb
};

/// One (class, name) of one process.
struct GroupHistory {
    struct Change {
        std::uint32_t slot = 0;
        std::uint32_t measure = 0; ///< index in measures()
        std::uint64_t kb = 0;
    };
    std::array<std::uint64_t, k_measure_count> last{}; ///< before the first change everything is 0
    std::vector<Change> changes;
    std::uint32_t present = k_no_group; ///< of the usage: a group that is part of it; only while the process lives
};

using GroupName = std::pair<MemoryClass, std::string>;

/// One process, or all ended ones of a program put together.
struct ProcessHistory {
    model::Pid pid = 0; ///< 0: ended ones put together
    std::optional<std::uint32_t> uid;
    std::string program;
    std::uint32_t first_slot = 0;
    std::uint32_t end_slot = 0; ///< the first one it is not in; of a living process meaningless
    bool alive = true;
    bool was_readable = false;
    std::map<GroupName, GroupHistory> groups;
};

class History {
  public:
    static constexpr std::size_t k_changes_max = 4'000'000; ///< 16 bytes each
    static constexpr std::size_t k_groups_max = 4096;       ///< per process; further names share one group per class

    explicit History(std::size_t changes_max = k_changes_max) : changes_max_(changes_max) {}

    /// Adds the present sweep of the tracker; to be called after each of its updates. Sweeps whose time does not
    /// advance are counted, not added: their changes are part of the next one.
    void add(const UsageTracker& tracker);

    /// Time of each slot (of its last sweep), since the session's start; ascending.
    const std::vector<std::int64_t>& times_us() const { return times_us_; }
    const std::vector<ProcessHistory>& processes() const { return processes_; }

    std::uint64_t sweeps_per_slot() const { return stride_; }
    std::uint64_t sweeps_out_of_order() const { return out_of_order_; }
    std::uint64_t sweeps() const { return sweeps_; }

  private:
    /// A process that has not exited, and which history each group of its usage belongs to.
    struct Living {
        std::size_t process = 0;                ///< index in processes_
        std::vector<GroupHistory*> histories{}; ///< per group; segments of a file share one
        std::vector<std::uint32_t> next{};      ///< per group: the next one that shares the history, in a ring
    };

    void open_slot(std::int64_t time_us);
    void add_change(const UsageChange& change, std::uint32_t slot);
    Living& living_of(const ProcessUsage& usage, std::uint32_t slot);
    void add_groups(Living& living, const ProcessUsage& usage);
    GroupHistory& history_of(ProcessHistory& process, const UsageGroup& group);
    void record_whole(Living& living, const ProcessUsage& usage, std::uint32_t slot);
    void record_group(const Living& living, std::uint32_t group, const ProcessUsage& usage, std::uint32_t slot);
    void record_totals(GroupHistory& group, const Totals& totals, std::uint32_t slot);
    void record_all(GroupHistory& group, std::uint64_t kb, std::uint32_t slot);
    void record(GroupHistory& group, std::uint32_t measure, std::uint64_t kb, std::uint32_t slot);
    void end(model::Pid pid, std::uint32_t slot);
    void shrink();
    void join_ended();
    void halve_time();
    std::size_t cost() const;

    std::size_t changes_max_;
    std::size_t changes_ = 0;
    std::uint64_t stride_ = 1;
    std::uint64_t in_slot_ = 0; ///< sweeps in the last slot
    std::uint64_t sweeps_ = 0;
    std::uint64_t out_of_order_ = 0;
    std::vector<std::int64_t> times_us_;
    std::vector<ProcessHistory> processes_;
    std::map<model::Pid, Living> living_;
    std::set<model::Pid> missed_; ///< changed in a sweep that was not added
};

/// A group and the process it is of.
struct Member {
    const ProcessHistory* process = nullptr;
    const GroupHistory* group = nullptr;
};

/// Sum of a measure over groups, as steps in ascending slots: an ended process counts nothing; while one member is
/// unknown the sum is.
std::vector<Step> sum_steps(const std::vector<Member>& members, std::size_t measure);

} // namespace host::analyze
