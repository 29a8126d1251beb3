// The numbers of a VMA in smaps, in the order today's kernels print them (fs/proc/task_mmu.c, show_smap).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace host::model {

enum class Field : std::uint8_t {
    size,
    kernel_page_size,
    mmu_page_size,
    rss,
    pss,
    pss_dirty,
    shared_clean,
    shared_dirty,
    private_clean,
    private_dirty,
    referenced,
    anonymous,
    ksm,
    lazy_free,
    anon_huge_pages,
    shmem_pmd_mapped,
    file_pmd_mapped,
    shared_hugetlb,
    private_hugetlb,
    swap,
    swap_pss,
    locked,
    nonlinear,
    thp_eligible,
    protection_key,
};
inline constexpr std::size_t k_field_count = 25;

struct FieldName {
    std::string_view key;   ///< as the kernel prints it, without the colon
    std::string_view snake; ///< in JSON, CSV, --sort and --columns; kB unless noted in the man page
};

/// Indexed by Field.
inline constexpr std::array<FieldName, k_field_count> k_field_names{{
    {"Size", "size_kb"},
    {"KernelPageSize", "kernel_page_size_kb"},
    {"MMUPageSize", "mmu_page_size_kb"},
    {"Rss", "rss_kb"},
    {"Pss", "pss_kb"},
    {"Pss_Dirty", "pss_dirty_kb"},
    {"Shared_Clean", "shared_clean_kb"},
    {"Shared_Dirty", "shared_dirty_kb"},
    {"Private_Clean", "private_clean_kb"},
    {"Private_Dirty", "private_dirty_kb"},
    {"Referenced", "referenced_kb"},
    {"Anonymous", "anonymous_kb"},
    {"KSM", "ksm_kb"},
    {"LazyFree", "lazy_free_kb"},
    {"AnonHugePages", "anon_huge_pages_kb"},
    {"ShmemPmdMapped", "shmem_pmd_mapped_kb"},
    {"FilePmdMapped", "file_pmd_mapped_kb"},
    {"Shared_Hugetlb", "shared_hugetlb_kb"},
    {"Private_Hugetlb", "private_hugetlb_kb"},
    {"Swap", "swap_kb"},
    {"SwapPss", "swap_pss_kb"},
    {"Locked", "locked_kb"},
    {"Nonlinear", "nonlinear_kb"},
    {"THPeligible", "thp_eligible"},     // no size: 0 or 1
    {"ProtectionKey", "protection_key"}, // no size
}};

} // namespace host::model
