// A board at one moment, grouped: per process one group for each (class, segment, name) with its sums. Small, owns all
// its names, and is what reports, history and differences are made of; single VMAs are left to the reports that list
// them.
#pragma once

#include "host/analyze/filter.hpp"
#include "host/analyze/segment.hpp"
#include "host/analyze/totals.hpp"

#include <optional>
#include <string>
#include <vector>

namespace host::analyze {

struct UsageGroup {
    MemoryClass memory_class = MemoryClass::unknown;
    Segment segment = Segment::none;
    bool of_file = false; ///< belongs to a file (or shared memory object, or device) that others can map too
    std::string name;     ///< mapping_name()
    Totals totals;
};

struct ProcessUsage {
    model::Pid pid = 0;
    model::ProcessInfo info; ///< its stack pointers are left out
    std::string program;
    model::Status status = model::Status::ok;
    ProcessTotals totals;           ///< of the groups
    std::vector<UsageGroup> groups; ///< in the order of their first VMA

    /// Whether its memory could be read; else status says why not.
    bool readable() const { return totals.all.mappings() != 0; }

    bool left_out = false; ///< it has memory, but none that the filter accepts: what was chosen of it is 0
};

struct BoardUsage {
    std::string source;
    model::Agent agent;
    std::int64_t time_us = 0;
    std::vector<ProcessUsage> processes; ///< ascending pid
    std::vector<ProcessUsage> left_out;  ///< the filter accepts the process, but none of its memory; ascending pid
    std::vector<std::pair<std::string, std::uint64_t>> meminfo_kb;
    std::optional<std::uint64_t> zram_kb{};

    std::optional<std::uint64_t> meminfo(std::string_view key) const;
};

/// Processes and mappings that the filter accepts. A process none of whose mappings is accepted is left out; one that
/// could not be read is kept with its status.
BoardUsage usage_of(const model::Board& board, const Filter& filter);

/// One process of it.
ProcessUsage usage_of(const model::Process& process, const Filter& filter);

inline constexpr std::uint32_t k_no_group = 0xFFFFFFFF;

/// The same with what it was made from: per mapping its class, and the group it is in or k_no_group.
ProcessUsage usage_of(const model::Process& process, const Filter& filter, std::vector<Classified>& classified,
                      std::vector<std::uint32_t>& group_of);

} // namespace host::analyze
