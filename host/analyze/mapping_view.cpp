#include "host/analyze/mapping_view.hpp"

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
void take_loaded_for_files(MappingViews& list) {
    std::vector<const model::File*> loaded;
    for (const MappingView& view : list.views) {
        if (view.name == NameKind::shared_memory && view.executable() && !view.writable() && !view.shared()) {
            loaded.push_back(view.mapping->file);
        }
    }
    for (MappingView& view : list.views) {
        if (!view.shared() && std::find(loaded.begin(), loaded.end(), view.mapping->file) != loaded.end()) {
            view.name = NameKind::file;
        }
    }
}

} // namespace

void ProcessFacts::count(const MappingView& view, std::int32_t by) {
    const bool own = !view.shared();
    main_stacks += by * (view.name == NameKind::main_stack && view.mapping->file->name == "[stack]");
    // Of a library's mappings the one that is run will do.
    aligned_allocators +=
        by * (view.executable() && view.name == NameKind::file && is_aligned_allocator(*view.mapping->file));
    writable_executable += by * (own && view.writable() && view.executable());
    only_writable += by * (own && view.writable() && !view.executable() && view.name != NameKind::device);
    run_from_memory += by * (own && view.executable() && view.name == NameKind::shared_memory);
}

MappingView lone_view(const model::Mapping& mapping) {
    return {.mapping = &mapping, .below = nullptr, .above = nullptr, .name = name_kind(*mapping.file)};
}

MappingNeighbours::MappingNeighbours(const model::Mapping* lower, const model::Mapping& mapping,
                                     const model::Mapping* upper)
    : self(lone_view(mapping)) {
    if (lower != nullptr && lower->end == mapping.start) {
        below = lone_view(*lower);
        self.below = &below;
    }
    if (upper != nullptr && mapping.end == upper->start) {
        above = lone_view(*upper);
        self.above = &above;
    }
}

MappingNeighbours::MappingNeighbours(const std::vector<model::Mapping>& mappings, std::size_t index)
    : MappingNeighbours(index > 0 ? &mappings[index - 1] : nullptr, mappings[index],
                        index + 1 < mappings.size() ? &mappings[index + 1] : nullptr) {
    self.below_file_bytes = self.below != nullptr && self.large() ? below_file_bytes(mappings, index) : 0;
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

void view_mappings(const model::Process& process, MappingViews& list) {
    const auto& mappings = process.snapshot.mappings;
    list.views.assign(mappings.size(), MappingView{});
    list.facts = {};
    const model::File* file = nullptr;
    NameKind kind = NameKind::none;
    for (std::size_t i = 0; i < mappings.size(); ++i) {
        const model::Mapping& mapping = mappings[i];
        MappingView& view = list.views[i];
        view.mapping = &mapping;
        if (i == 0 || mapping.file != file) { // neighbours are often of one file
            file = mapping.file;
            kind = name_kind(*file);
        }
        view.name = kind;
        if (i > 0 && mappings[i - 1].end == mapping.start) {
            view.below = &list.views[i - 1];
            list.views[i - 1].above = &view;
        }
        view.below_file_bytes = view.large() ? below_file_bytes(mappings, i) : 0;
        list.facts.count(view, 1);
    }
    list.facts.program = program_of(mappings);
    if (list.facts.loaded()) {
        take_loaded_for_files(list);
    }
}

} // namespace host::analyze
