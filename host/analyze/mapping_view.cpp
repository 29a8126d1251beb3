#include "host/analyze/mapping_view.hpp"

#include "host/analyze/shared_code.hpp"

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

/// Text of a program loaded from a memfd, as container runtimes do with sealed copies of themselves. Code made at run
/// time consists of private pages, or is mapped shared.
bool is_loaded_text(const MappingView& view) {
    return view.name == NameKind::shared_memory && view.executable() && !view.writable() && !view.shared() &&
           !view.has_own_pages();
}

/// A program loaded from a memfd has the segments of a file.
void take_loaded_for_files(MappingViews& list) {
    std::vector<const model::File*> loaded;
    for (const MappingView& view : list.views) {
        if (is_loaded_text(view)) {
            loaded.push_back(view.mapping->file);
        }
    }
    for (MappingView& view : list.views) {
        if (!view.shared() && std::find(loaded.begin(), loaded.end(), view.mapping->file) != loaded.end()) {
            view.name = NameKind::file;
        }
    }
}

bool same_pointers(const model::StackPointer& a, const model::StackPointer& b) {
    return a.tid == b.tid && a.address == b.address;
}

/// What rules ask of a mapping's numbers.
unsigned number_facts(const model::Mapping& mapping) {
    const MappingView view{.mapping = &mapping};
    return (view.has_own_pages() ? 1U : 0U) | (view.only_own_pages() ? 2U : 0U) |
           (view.no_access() && mapping[model::Field::rss] != 0 ? 4U : 0U);
}

/// Rules ask only mappings without access, and those of files in memory, which have no device's major number.
bool same_number_facts(const model::Mapping& a, const model::Mapping& b) {
    constexpr unsigned k_access = model::k_read | model::k_write | model::k_execute;
    const bool in_memory = a.file->inode != 0 && a.file->major == 0;
    return ((a.permissions & k_access) != 0 && !in_memory) || number_facts(a) == number_facts(b);
}

const model::File* named_program(std::string_view exe, const std::vector<model::Mapping>& mappings) {
    const auto found = std::find_if(mappings.begin(), mappings.end(), [&](const model::Mapping& mapping) {
        return (mapping.permissions & model::k_execute) != 0 && mapping.file->inode != 0 && mapping.file->name == exe;
    });
    return found == mappings.end() ? nullptr : found->file;
}

const model::File* file_at(std::uint64_t address, const std::vector<model::Mapping>& mappings) {
    const auto found = std::find_if(mappings.begin(), mappings.end(), [&](const model::Mapping& mapping) {
        return mapping.start <= address && address < mapping.end;
    });
    return found == mappings.end() || found->file->inode == 0 ? nullptr : found->file;
}

} // namespace

bool same_for_classes(const model::Mapping& a, const model::Mapping& b) {
    return a.start == b.start && a.end == b.end && a.offset == b.offset && a.file == b.file && a.flags == b.flags &&
           a.permissions == b.permissions && a[model::Field::size] == b[model::Field::size] &&
           a[model::Field::kernel_page_size] == b[model::Field::kernel_page_size] && same_number_facts(a, b);
}

bool same_for_classes(const model::ProcessInfo& a, const model::ProcessInfo& b) {
    return a.start_code == b.start_code && a.exe == b.exe && a.threads == b.threads &&
           a.stack_unlimited == b.stack_unlimited && a.stack_limit_bytes == b.stack_limit_bytes &&
           std::equal(a.stack_pointers.begin(), a.stack_pointers.end(), b.stack_pointers.begin(),
                      b.stack_pointers.end(), same_pointers);
}

bool other_classes(const ProcessFacts& before, const ProcessFacts& now) {
    return now.has_main_stack() != before.has_main_stack() || now.runs_stacks() != before.runs_stacks() ||
           now.loaded() || before.loaded() || now.runs_shared() || before.runs_shared() ||
           now.all_data_executable() != before.all_data_executable() ||
           now.memory.mostly_executable() != before.memory.mostly_executable() || now.program != before.program ||
           now.aligned_allocator() != before.aligned_allocator();
}

void WritableMemory::count(const model::Mapping& mapping, std::int32_t by) {
    constexpr unsigned k_kind = model::k_write | model::k_shared;
    if ((mapping.permissions & k_kind) == model::k_write && mapping.file->inode == 0) {
        const auto kb = by * static_cast<std::int64_t>(mapping[model::Field::rss]);
        all_kb += kb;
        executable_kb += (mapping.permissions & model::k_execute) != 0 ? kb : 0;
    }
}

void ProcessFacts::count(const MappingView& view, std::int32_t by) {
    const bool own = !view.shared();
    const bool main_stack = view.name == NameKind::main_stack && view.mapping->file->name == "[stack]";
    main_stacks += by * main_stack;
    executable_stacks += by * (main_stack && view.executable());
    // Of a library's mappings the one that is run will do.
    aligned_allocators +=
        by * (view.executable() && view.name == NameKind::file && is_aligned_allocator(*view.mapping->file));
    writable_executable += by * (own && view.writable() && view.executable());
    only_writable += by * (own && view.writable() && !view.executable() && view.name != NameKind::device);
    run_from_memory += by * is_loaded_text(view);
    shared_executable += by * (view.shared() && view.executable() && view.mapping->file->inode != 0);
    memory.count(*view.mapping, by);
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

const model::File* program_of(const model::ProcessInfo& info, const std::vector<model::Mapping>& mappings) {
    const model::File* known = info.start_code ? file_at(*info.start_code, mappings) : nullptr;
    if (known == nullptr && info.exe) {
        known = named_program(*info.exe, mappings);
    }
    if (known != nullptr) {
        return known;
    }
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
    list.facts.program = program_of(process.info, mappings);
    if (list.facts.runs_shared()) {
        mark_shared_code(list.views);
    }
    if (list.facts.loaded()) {
        take_loaded_for_files(list);
    }
}

} // namespace host::analyze
