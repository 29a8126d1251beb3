#include "host/analyze/area.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace host::analyze {
namespace {

bool is_aligned_allocator(const model::File& file) {
    const std::string_view name = file.name;
    const std::string_view base = name.substr(name.rfind('/') + 1);
    return base.starts_with("libjemalloc") || base.starts_with("libtcmalloc") || base.starts_with("libmimalloc");
}

/// A program that was loaded from a memfd (sealed copies of themselves, as container runtimes make) has the segments of
/// a file. Code made at run time is mapped shared, once to write and once to run.
void take_loaded_for_files(AreaList& list) {
    std::vector<const model::File*> loaded;
    for (const Area& area : list.areas) {
        if (area.name == NameKind::shared_memory && area.executable() && !area.writable() && !area.shared()) {
            loaded.push_back(area.mapping->file);
        }
    }
    for (Area& area : list.areas) {
        if (!area.shared() && std::find(loaded.begin(), loaded.end(), area.mapping->file) != loaded.end()) {
            area.name = NameKind::file;
        }
    }
}

} // namespace

void AreaFacts::count(const Area& area, std::int32_t by) {
    const bool own = !area.shared();
    main_stacks += by * (area.name == NameKind::main_stack && area.mapping->file->name == "[stack]");
    // Of a library's areas the one that is run will do.
    aligned_allocators +=
        by * (area.executable() && area.name == NameKind::file && is_aligned_allocator(*area.mapping->file));
    writable_executable += by * (own && area.writable() && area.executable());
    only_writable += by * (own && area.writable() && !area.executable() && area.name != NameKind::device);
    run_from_memory += by * (own && area.executable() && area.name == NameKind::shared_memory);
}

const model::File* program_of(const std::vector<model::Mapping>& mappings) {
    const auto found = std::find_if(mappings.begin(), mappings.end(), [](const model::Mapping& mapping) {
        return (mapping.permissions & model::k_execute) != 0 && name_kind(*mapping.file) == NameKind::file;
    });
    return found == mappings.end() ? nullptr : found->file;
}

std::uint64_t below_file_bytes(const std::vector<model::Mapping>& mappings, std::size_t index) {
    const auto is_room = [](const model::Mapping& mapping) {
        constexpr unsigned k_access = model::k_read | model::k_write | model::k_execute;
        return (mapping.permissions & k_access) == 0 && name_kind(*mapping.file) == NameKind::none;
    };
    const model::File* const file = index > 0 ? mappings[index - 1].file : nullptr;
    std::uint64_t bytes = 0;
    for (; index > 0 && mappings[index - 1].end == mappings[index].start; --index) {
        const model::Mapping& below = mappings[index - 1];
        if (below.file == file && name_kind(*file) == NameKind::file) {
            bytes += below.end - below.start;
        } else if (!is_room(below)) {
            break;
        }
    }
    return bytes;
}

void list_areas(const model::Process& process, AreaList& list) {
    const auto& mappings = process.snapshot.mappings;
    list.areas.assign(mappings.size(), Area{});
    list.facts = {};
    const model::File* file = nullptr;
    NameKind kind = NameKind::none;
    for (std::size_t i = 0; i < mappings.size(); ++i) {
        const model::Mapping& mapping = mappings[i];
        Area& area = list.areas[i];
        area.mapping = &mapping;
        if (i == 0 || mapping.file != file) { // neighbours are often of one file
            file = mapping.file;
            kind = name_kind(*file);
        }
        area.name = kind;
        if (i > 0 && mappings[i - 1].end == mapping.start) {
            area.below = &list.areas[i - 1];
            list.areas[i - 1].above = &area;
        }
        area.below_file_bytes = area.large() ? below_file_bytes(mappings, i) : 0;
        list.facts.count(area, 1);
    }
    list.facts.program = program_of(mappings);
    if (list.facts.loaded()) {
        take_loaded_for_files(list);
    }
}

} // namespace host::analyze
