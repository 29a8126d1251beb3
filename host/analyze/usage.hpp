// The memory use of a board, grouped: each process has one group for each (class, segment, name) with its sums. Owns
// all its names. Every report, history and difference is made of it. usage_of() computes it from one sweep;
// usage_tracker.hpp keeps it up to date from sweep to sweep.
#pragma once

#include "host/analyze/filter.hpp"
#include "host/analyze/totals.hpp"
#include "host/model/board.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace host::analyze {

/// Which part of a mapped program or library a mapping is. Finer than its class: RELRO and .bss are separate, because
/// their cost is decided in different places (the linker, the sources).
enum class Segment : std::uint8_t { none, text, ro, relro, data, bss };
inline constexpr std::size_t k_segment_count = 6;

std::string_view segment_name(Segment segment);

/// `none` when the mapping belongs to no file.
Segment segment_of(const model::Mapping& mapping, const Classified& classified);

struct UsageGroup {
    MemoryClass memory_class = MemoryClass::unknown;
    Segment segment = Segment::none;
    bool of_file = false; ///< belongs to a file (or shared memory object, or device) that others can map too
    std::string name;     ///< mapping_name()
    Totals totals;

    friend bool operator==(const UsageGroup&, const UsageGroup&) = default;
};

struct ProcessUsage {
    model::Pid pid = 0;
    model::ProcessInfo info;
    std::string program;
    model::Status status = model::Status::ok;
    ProcessTotals totals;           ///< of the groups
    std::vector<UsageGroup> groups; ///< in the order of their first mapping

    /// Whether its memory could be read; else status is the reason.
    bool readable() const { return totals.all.mappings() != 0; }

    bool left_out = false; ///< it has memory, but none that the filter accepts: what was chosen of it is 0

    friend bool operator==(const ProcessUsage&, const ProcessUsage&) = default;
};

struct BoardUsage {
    std::string source;
    model::Agent agent;
    std::int64_t time_us = 0;
    std::vector<ProcessUsage> processes; ///< ascending pid
    std::vector<ProcessUsage> left_out;  ///< the filter accepts the process, but none of its memory; ascending pid
    model::Meminfo meminfo;
    std::optional<std::uint64_t> zram_kb{};
};

/// Whether the snapshot of this process has any memory; else model::status_reason(status) is why not.
bool has_memory(const model::Process& process);

/// Processes and mappings that the filter accepts. A process none of whose mappings is accepted is in `left_out`; one
/// that could not be read is kept with its status.
BoardUsage usage_of(const model::Board& board, const Filter& filter);

/// One process of it.
ProcessUsage usage_of(const model::Process& process, const Filter& filter);

/// The groups of one process by what they have in common.
class GroupIndex {
  public:
    /// The index in `usage.groups` of the group that a mapping is in; adds the group, without sums, where it is new.
    std::uint32_t group_of(const model::Mapping& mapping, const Classified& classified, ProcessUsage& usage);

    void clear() { index_.clear(); }

  private:
    /// Names are compared by the address of their file: interned, so equal files are the same object.
    struct Key {
        const model::File* file;
        MemoryClass memory_class;
        Segment segment;

        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const;
    };
    std::unordered_map<Key, std::uint32_t, Hash> index_;
};

inline constexpr std::uint32_t k_no_group = 0xFFFFFFFF;

/// The usage of a process and what it was computed from.
struct CountedProcess {
    ProcessUsage usage;
    GroupIndex index;
    std::vector<std::uint32_t> groups; ///< per mapping: its group, or k_no_group where the filter does not accept it
};

/// `classified`: one per mapping of the process.
CountedProcess count_process(const model::Process& process, const std::vector<Classified>& classified,
                             const Filter& filter);

} // namespace host::analyze
