#include "host/analyze/picture.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace host::analyze {
namespace {

/// Names are compared by the address of their file where there is one: interned, so equal files are the same object.
using PartKey = std::tuple<MemoryClass, Segment, const model::File*>;

const model::File* naming_file(const model::Mapping& mapping, const Classified& classified) {
    const bool owned = classified.owner != nullptr && !classified.owner->name.empty();
    return owned ? classified.owner : mapping.file;
}

} // namespace

std::optional<std::uint64_t> Picture::meminfo(std::string_view key) const {
    const auto found =
        std::find_if(meminfo_kb.begin(), meminfo_kb.end(), [&](const auto& line) { return line.first == key; });
    return found == meminfo_kb.end() ? std::nullopt : std::optional(found->second);
}

ProcessPicture picture_of(const model::Process& process, const Filter& filter) {
    std::vector<Classified> classified;
    std::vector<std::uint32_t> part_of;
    return picture_of(process, filter, classified, part_of);
}

ProcessPicture picture_of(const model::Process& process, const Filter& filter, std::vector<Classified>& classified,
                          std::vector<std::uint32_t>& part_of) {
    ProcessPicture picture{process.pid, process.info, process.program(), process.status, {}, {}, false};
    picture.info.stack_pointers.clear();
    classified = classify(process);
    part_of.assign(classified.size(), k_no_part);
    std::map<PartKey, std::uint32_t> index;
    for (std::size_t i = 0; i < classified.size(); ++i) {
        const model::Mapping& mapping = process.snapshot.mappings[i];
        if (!filter.accepts(mapping, classified[i])) {
            continue;
        }
        const Segment segment = segment_of(mapping, classified[i]);
        const PartKey key{classified[i].memory_class, segment, naming_file(mapping, classified[i])};
        const auto [it, is_new] = index.try_emplace(key, static_cast<std::uint32_t>(picture.parts.size()));
        if (is_new) {
            picture.parts.push_back({classified[i].memory_class, segment, classified[i].owner != nullptr,
                                     mapping_name(mapping, classified[i]), Totals{}});
        }
        part_of[i] = it->second;
        picture.parts[it->second].totals.add(mapping);
        picture.totals.thread_stacks += classified[i].stacks;
    }
    for (const Part& part : picture.parts) {
        picture.totals.all += part.totals;
        picture.totals[part.memory_class] += part.totals;
    }
    picture.left_out = !picture.readable() && has_memory(process);
    return picture;
}

Picture picture_of(const model::Board& board, const Filter& filter) {
    Picture picture{board.source, board.agent, board.sweep.time_us, {}, {}, board.meminfo_kb, board.zram_kb};
    for (const auto& [pid, process] : board.processes) {
        if (!filter.accepts(process)) {
            continue;
        }
        ProcessPicture one = picture_of(process, filter);
        (one.left_out ? picture.left_out : picture.processes).push_back(std::move(one));
    }
    return picture;
}

} // namespace host::analyze
