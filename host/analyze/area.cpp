#include "host/analyze/area.hpp"

#include <string_view>

namespace host::analyze {
namespace {

bool is_aligned_allocator(const model::File& file) {
    const std::string_view name = file.name;
    const std::string_view base = name.substr(name.rfind('/') + 1);
    return base.starts_with("libjemalloc") || base.starts_with("libtcmalloc") || base.starts_with("libmimalloc");
}

} // namespace

void list_areas(const model::Process& process, AreaList& list) {
    const auto& mappings = process.snapshot.mappings;
    list.areas.assign(mappings.size(), Area{});
    list.has_main_stack = list.aligned_allocator = false;
    bool writable_executable = false;
    bool only_writable = false;
    const model::File* file = nullptr;
    NameKind kind = NameKind::none;
    for (std::size_t i = 0; i < mappings.size(); ++i) {
        const model::Mapping& mapping = mappings[i];
        Area& area = list.areas[i];
        area.mapping = &mapping;
        if (mapping.file != file) { // neighbours are often of one file
            file = mapping.file;
            kind = name_kind(*file);
            list.aligned_allocator |= kind == NameKind::file && is_aligned_allocator(*file);
            list.has_main_stack |= file->name == "[stack]";
        }
        area.name = kind;
        if (i > 0 && mappings[i - 1].end == mapping.start) {
            area.below = &list.areas[i - 1];
            list.areas[i - 1].above = &area;
        }
        writable_executable |= area.writable() && area.executable() && !area.shared();
        only_writable |= area.writable() && !area.executable() && !area.shared() && kind != NameKind::device;
    }
    list.executable_data = writable_executable && !only_writable;
}

} // namespace host::analyze
