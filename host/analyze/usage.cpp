#include "host/analyze/usage.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace host::analyze {
namespace {

/// Names are compared by the address of their file where there is one: interned, so equal files are the same object.
using GroupKey = std::tuple<MemoryClass, Segment, const model::File*>;

const model::File* naming_file(const model::Mapping& mapping, const Classified& classified) {
    const bool owned = classified.owner != nullptr && !classified.owner->name.empty();
    return owned ? classified.owner : mapping.file;
}

} // namespace

std::optional<std::uint64_t> BoardUsage::meminfo(std::string_view key) const {
    const auto found =
        std::find_if(meminfo_kb.begin(), meminfo_kb.end(), [&](const auto& line) { return line.first == key; });
    return found == meminfo_kb.end() ? std::nullopt : std::optional(found->second);
}

ProcessUsage usage_of(const model::Process& process, const Filter& filter) {
    std::vector<Classified> classified;
    std::vector<std::uint32_t> group_of;
    return usage_of(process, filter, classified, group_of);
}

ProcessUsage usage_of(const model::Process& process, const Filter& filter, std::vector<Classified>& classified,
                      std::vector<std::uint32_t>& group_of) {
    ProcessUsage usage{process.pid, process.info, process.program(), process.status, {}, {}, false};
    usage.info.stack_pointers.clear();
    classified = classify(process);
    group_of.assign(classified.size(), k_no_group);
    std::map<GroupKey, std::uint32_t> index;
    for (std::size_t i = 0; i < classified.size(); ++i) {
        const model::Mapping& mapping = process.snapshot.mappings[i];
        if (!filter.accepts(mapping, classified[i])) {
            continue;
        }
        const Segment segment = segment_of(mapping, classified[i]);
        const GroupKey key{classified[i].memory_class, segment, naming_file(mapping, classified[i])};
        const auto [it, is_new] = index.try_emplace(key, static_cast<std::uint32_t>(usage.groups.size()));
        if (is_new) {
            usage.groups.push_back({classified[i].memory_class, segment, classified[i].owner != nullptr,
                                    mapping_name(mapping, classified[i]), Totals{}});
        }
        group_of[i] = it->second;
        usage.groups[it->second].totals.add(mapping);
        usage.totals.thread_stacks += classified[i].stacks;
    }
    for (const UsageGroup& group : usage.groups) {
        usage.totals.all += group.totals;
        usage.totals[group.memory_class] += group.totals;
    }
    usage.left_out = !usage.readable() && has_memory(process);
    return usage;
}

BoardUsage usage_of(const model::Board& board, const Filter& filter) {
    BoardUsage usage{board.source, board.agent, board.sweep.time_us, {}, {}, board.meminfo_kb, board.zram_kb};
    for (const auto& [pid, process] : board.processes) {
        if (!filter.accepts(process)) {
            continue;
        }
        ProcessUsage one = usage_of(process, filter);
        (one.left_out ? usage.left_out : usage.processes).push_back(std::move(one));
    }
    return usage;
}

} // namespace host::analyze
