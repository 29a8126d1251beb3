// One piece of smaps text as values: what encoder and decoder agree on, and what both keep of it until the next sweep.
// The kernel's page is the unit of addresses; PROTOCOL.md, section 7.4.
#pragma once

#include <array>
#include <cstdint>

namespace protocol::coder {

/// Places for the numbers of a VMA. The first 25 are host::model::Field; extra ones hold keys this version does not
/// know.
enum Slot : std::uint8_t {
    k_size, ///< less the size of the address range
    k_kernel_page_size,
    k_mmu_page_size,
    k_rss,
    k_pss,
    k_pss_dirty,
    k_shared_clean,
    k_shared_dirty,
    k_private_clean,
    k_private_dirty,
    k_referenced,
    k_anonymous,
    k_ksm,
    k_lazy_free,
    k_anon_huge_pages,
    k_shmem_pmd_mapped,
    k_file_pmd_mapped,
    k_shared_hugetlb,
    k_private_hugetlb,
    k_swap,
    k_swap_pss,
    k_locked,
    k_nonlinear,
    k_thp_eligible,
    k_protection_key,
    k_shmem_huge_pages,
    k_huge_pfn_map,
    k_file_huge_pages,
    k_extra,
    k_slots = 32,
};
inline constexpr unsigned k_known_slots = k_extra;
inline constexpr unsigned k_extra_slots = k_slots - k_extra;

/// Differences from here on are negative ones.
inline constexpr std::uint32_t k_value_limit = std::uint32_t{1} << 31;
/// Numbers from here on are not coded as numbers, so that sums of four fit: the piece is sent literally.
inline constexpr std::uint32_t k_number_limit = std::uint32_t{1} << 29;

inline constexpr unsigned k_address_shift = 12; ///< addresses that are no multiple of 4096 make a piece literal

enum Permission : std::uint8_t { k_read = 1, k_write = 2, k_execute = 4, k_shared = 8 };

/// What the name of an area says of its behaviour.
enum FileKind : std::uint8_t { k_unnamed, k_special, k_file, k_growing };

inline constexpr std::uint32_t k_unnamed_file = 0;     ///< index of "00:00 0" without a name
inline constexpr std::uint32_t k_no_file = 0xFFFFFFFF; ///< not in the dictionary: equal to nothing
inline constexpr std::uint16_t k_no_flags = 0xFFFF;    ///< likewise
inline constexpr std::uint8_t k_literal = 0xFF;        ///< instead of a schema: the text itself

struct Area {
    std::uint64_t start = 0; ///< a literal piece has start and end where the one before it ends
    std::uint64_t end = 0;
    std::uint64_t offset = 0;
    std::uint64_t hash = 0; ///< literal pieces: text hash; else 0
    std::uint32_t file = k_unnamed_file;
    std::uint16_t flags = 0;
    std::uint8_t schema = 0;
    std::uint8_t permissions = 0;
    std::array<std::uint32_t, k_slots> values{}; ///< kB as printed

    bool literal() const { return schema == k_literal; }
    std::uint64_t bytes() const { return end - start; }
    friend bool operator==(const Area&, const Area&) = default;
};

/// Whether text of `a` and `b` is surely the same: names outside the dictionaries are equal to nothing.
inline bool same_text(const Area& a, const Area& b) {
    return a == b && a.file != k_no_file && a.flags != k_no_flags;
}

/// 16 classes of behaviour that serve as contexts: for files write, execute and shared count, else name or not.
inline unsigned area_class(const Area& area, FileKind kind) {
    const unsigned bits = (area.permissions & k_write ? 1U : 0U) | (area.permissions & k_execute ? 2U : 0U);
    if (kind == k_file) {
        return 8 | bits | (area.permissions & k_shared ? 4U : 0U);
    }
    return bits | (kind == k_unnamed && !(area.permissions & k_shared) ? 0U : 4U);
}

} // namespace protocol::coder
