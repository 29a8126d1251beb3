// The closed list of classes of memory. Which VMA is in which: classifier.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace host::analyze {

enum class MemoryClass : std::uint8_t {
    main_stack,
    thread_stack,
    heap,            ///< brk, malloc arenas, named allocators
    other_anonymous, ///< private memory without a file whose use nothing tells
    code,
    jit_code, ///< executable without being a program's or library's text
    ro_data,
    rw_data, ///< .data and .bss
    shared_memory,
    device,
    kernel_provided,
    huge_pages, ///< hugetlb; not in Rss
    padding,    ///< no access: guards, reserves, gaps between segments
    unknown,    ///< not a VMA at all: the one sum line of smaps_rollup
};
inline constexpr std::size_t k_class_count = 14;

struct ClassName {
    std::string_view text;  ///< for people
    std::string_view snake; ///< in JSON and for --class
};

/// Indexed by MemoryClass.
inline constexpr std::array<ClassName, k_class_count> k_class_names{{
    {"main stack", "main_stack"},
    {"thread stack", "thread_stack"},
    {"heap", "heap"},
    {"other anonymous", "other_anonymous"},
    {"code", "code"},
    {"JIT code", "jit_code"},
    {"RO data", "ro_data"},
    {"RW data", "rw_data"},
    {"shared memory", "shared_memory"},
    {"device", "device"},
    {"kernel-provided", "kernel_provided"},
    {"huge pages", "huge_pages"},
    {"padding", "padding"},
    {"unknown", "unknown"},
}};

constexpr const ClassName& class_name(MemoryClass memory_class) {
    return k_class_names[static_cast<std::size_t>(memory_class)];
}

} // namespace host::analyze
