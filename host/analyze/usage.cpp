#include "host/analyze/usage.hpp"

#include <array>

namespace host::analyze {
namespace {

constexpr std::array<std::string_view, k_segment_count> k_names{"none", "text", "ro", "relro", "data", "bss"};

/// The loader maps RELRO writable, relocates it and then removes the write permission. VmFlags keep the trace (`ac`:
/// memory was accounted for as writable); without VmFlags, private pages of its own are the sign.
bool was_writable(const model::Mapping& mapping) {
    static const std::uint64_t accounted = model::flag_bit("ac");
    if (mapping.flags != nullptr) {
        return (mapping.flags->bits & accounted) != 0;
    }
    return mapping[model::Field::anonymous] != 0 || mapping[model::Field::private_dirty] != 0;
}

const model::File* naming_file(const model::Mapping& mapping, const Classified& classified) {
    const bool owned = classified.owner != nullptr && !classified.owner->name.empty();
    return owned ? classified.owner : mapping.file;
}

} // namespace

std::string_view segment_name(Segment segment) {
    return k_names[static_cast<std::size_t>(segment)];
}

Segment segment_of(const model::Mapping& mapping, const Classified& classified) {
    if (classified.owner == nullptr) {
        return Segment::none;
    }
    switch (classified.memory_class) {
    case MemoryClass::code:
    case MemoryClass::jit_code: return Segment::text;
    case MemoryClass::ro_data: {
        const bool is_private = (mapping.permissions & model::k_shared) == 0;
        return is_private && was_writable(mapping) ? Segment::relro : Segment::ro;
    }
    case MemoryClass::rw_data: return classified.owner == mapping.file ? Segment::data : Segment::bss;
    default: return Segment::none;
    }
}

bool has_memory(const model::Process& process) {
    return !process.snapshot.mappings.empty();
}

std::size_t GroupIndex::Hash::operator()(const Key& key) const {
    const auto address = reinterpret_cast<std::uintptr_t>(key.file);
    const auto kind =
        static_cast<std::size_t>(key.memory_class) * k_segment_count + static_cast<std::size_t>(key.segment);
    return (address >> 4) * 97 + kind;
}

std::uint32_t GroupIndex::group_of(const model::Mapping& mapping, const Classified& classified, ProcessUsage& usage) {
    const Segment segment = segment_of(mapping, classified);
    const Key key{naming_file(mapping, classified), classified.memory_class, segment};
    const auto [it, is_new] = index_.try_emplace(key, static_cast<std::uint32_t>(usage.groups.size()));
    if (is_new) {
        usage.groups.push_back({classified.memory_class, segment, classified.owner != nullptr,
                                mapping_name(mapping, classified), Totals{}});
    }
    return it->second;
}

CountedProcess count_process(const model::Process& process, const std::vector<Classified>& classified,
                             const Filter& filter) {
    CountedProcess counted;
    ProcessUsage& usage = counted.usage;
    usage = {process.pid, process.info, process.program(), process.status, {}, {}, false};
    counted.groups.assign(classified.size(), k_no_group);
    for (std::size_t i = 0; i < classified.size(); ++i) {
        const model::Mapping& mapping = process.snapshot.mappings[i];
        if (filter.accepts(mapping, classified[i])) {
            counted.groups[i] = counted.index.group_of(mapping, classified[i], usage);
            usage.groups[counted.groups[i]].totals.add(mapping);
            usage.totals.thread_stacks += classified[i].stacks;
        }
    }
    for (const UsageGroup& group : usage.groups) {
        usage.totals.all += group.totals;
        usage.totals[group.memory_class] += group.totals;
    }
    usage.left_out = !usage.readable() && has_memory(process);
    return counted;
}

ProcessUsage usage_of(const model::Process& process, const Filter& filter) {
    return count_process(process, classify(process), filter).usage;
}

BoardUsage usage_of(const model::Board& board, const Filter& filter) {
    BoardUsage usage{board.source, board.agent, board.sweep.time_us, {}, {}, board.meminfo, board.zram_kb};
    for (const auto& [pid, process] : board.processes) {
        if (filter.accepts(process)) {
            ProcessUsage one = usage_of(process, filter);
            (one.left_out ? usage.left_out : usage.processes).push_back(std::move(one));
        }
    }
    return usage;
}

} // namespace host::analyze
