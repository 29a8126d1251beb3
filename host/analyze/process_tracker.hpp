// The usage of one process, kept up to date from sweep to sweep at the cost of what changed in it, also where mappings
// come, go or move: a changed mapping is taken out of the sums with its old numbers and added with its new ones, and
// only mappings near a change are classified again. Equal to usage_of() after every sweep (tested).
#pragma once

#include "host/analyze/usage.hpp"

#include <cstdint>
#include <vector>

namespace host::analyze {

/// What all tracked processes of a board share: what to count, and memory that is used again.
struct TrackingContext {
    Filter filter;
    Classifier classifier{};
    std::vector<Classified> classified{};
    std::vector<std::uint32_t> near{}; ///< indices of mappings whose class may have changed
};

class ProcessTracker {
  public:
    ProcessTracker(const model::Process& process, TrackingContext& context) { rebuild(process, context); }

    /// Follows the process to its present sweep. Every sweep has to be shown once, in order; showing one again does no
    /// harm.
    void update(const model::Process& process, TrackingContext& context);

    /// Counts everything again: after it nothing of an earlier NameTable is used.
    void rebuild(const model::Process& process, TrackingContext& context);

    /// Whether update() has nothing to do.
    bool is_current(const model::Process& process) const;

    /// Whether this is another process, or another program, under the same pid.
    bool is_other(const model::Process& process) const;

    /// Its groups keep their index until regrouped(); one whose mappings all went stays, with 0 mappings.
    const ProcessUsage& usage() const { return usage_; }

    /// The same with the groups as usage_of() has them.
    ProcessUsage ordered_usage() const;

    bool chosen() const { return chosen_; } ///< the filter accepts the process
    bool counts() const { return chosen_ && !usage_.left_out; }

    // About the last update:
    bool changed() const { return changed_; }
    bool regrouped() const { return regrouped_; } ///< any group may differ, and have another index
    const std::vector<std::uint32_t>& changed_groups() const { return changed_groups_; }

  private:
    /// A mapping as it is in the sums.
    struct Record {
        model::Mapping mapping;
        Classified classified;
        std::uint32_t group = k_no_group; ///< none: in no sum
    };

    Record& at(std::size_t index) { return records_[order_[index]]; }
    const Record& at(std::size_t index) const { return records_[order_[index]]; }
    const model::Mapping* mapping_at(std::size_t index) const;

    void follow_info(const model::Process& process, TrackingContext& context);
    bool follow_whole(const model::Process& process, TrackingContext& context);
    bool follow_changes(const model::Process& process, TrackingContext& context);
    bool changes_fit(const model::Process& process) const;
    void take_out(const model::Process& process);
    void put_in(const model::Process& process, TrackingContext& context);
    void change(const model::Process& process, std::size_t index, TrackingContext& context);
    void replace_memory(const model::Mapping& before, const model::Mapping& now);
    void replace(Record& record, const model::Mapping& now, const Filter& filter);
    void note_stacks(const model::Process& process, std::size_t index);

    void classify(const model::Process& process, const ProcessFacts& before, TrackingContext& context);
    bool classify_near(const model::Process& process, TrackingContext& context);
    void assign(Record& record, const Classified& classified, const Filter& filter);
    void count(Record& record, std::uint32_t group);
    void uncount(Record& record);
    void touch(std::uint32_t group);
    bool mostly_empty() const;

    ProcessUsage usage_;
    bool chosen_ = false;
    GroupIndex index_;
    std::vector<Record> records_;      ///< in no order; with free ones
    std::vector<std::uint32_t> free_;  ///< indices of records not used
    std::vector<std::uint32_t> order_; ///< per mapping of the snapshot: its record. Splices move these alone.
    ProcessFacts facts_;
    std::size_t empty_groups_ = 0;

    bool changed_ = true, regrouped_ = true;
    bool all_in_doubt_ = false; ///< in this update: more than neighbours may have another class
    std::vector<std::uint32_t> changed_groups_;
    std::vector<bool> is_changed_; ///< per group
};

} // namespace host::analyze
