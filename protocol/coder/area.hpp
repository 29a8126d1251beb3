// One piece of smaps text as values: what encoder and decoder agree on, and what both keep of it until the next sweep.
// Addresses and offsets count pages of 4096 bytes, also on kernels with larger pages; CODER.md, sections 2.2 and 6.3.
#pragma once

#include <array>
#include <cstdint>

namespace protocol::coder {

/// Places for the numbers of a VMA, in the order of the keys in schema.hpp; the last ones hold other keys.
enum Slot : std::uint8_t {
    k_size, ///< less the size of the address range
    k_kernel_page_size,
    k_mmu_page_size,
    k_rss,
    k_pss,
    k_pss_dirty,
    k_shared_clean,
    k_shared_dirty,
    k_private_clean, ///< folded: all that is resident
    k_private_dirty, ///< folded: all that is dirty
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
    k_thp_eligible,
    k_no_key, ///< what ends the line of keys
    k_nonlinear,
    k_protection_key,
    k_extra,
    k_slots = 31,
};

/// Numbers from here on are not coded as numbers, so that a sum of four has 32 bits: the piece is sent literally.
inline constexpr std::uint32_t k_number_limit = std::uint32_t{1} << 29;

inline constexpr unsigned k_address_shift = 12; ///< addresses that are no multiple of 4096 make a piece literal

enum Permission : std::uint8_t { k_read = 1, k_write = 2, k_execute = 4, k_shared = 8 };

/// What kind of memory the name of a mapping means.
enum FileKind : std::uint8_t { k_unnamed, k_special, k_file, k_growing };

inline constexpr std::uint32_t k_unnamed_file = 0;     ///< index of "00:00 0" without a name
inline constexpr std::uint32_t k_no_file = 0xFFFFFFFF; ///< not in the dictionary: equal to nothing
inline constexpr std::uint16_t k_no_flags = 0xFFFF;    ///< likewise
inline constexpr std::uint8_t k_literal = 0xFF;        ///< instead of a schema: the text itself

/// Not set at first; Area() is zero.
struct Area {
    std::uint64_t start;  ///< in pages; a literal piece is where the one before it ends
    std::uint64_t offset; ///< in pages; encoder's literal pieces: text hash
    std::uint32_t pages;
    std::uint32_t file;
    std::uint16_t flags;
    std::uint8_t schema;
    std::uint8_t permissions;
    std::array<std::uint32_t, k_slots> values; ///< kB as printed, or folded

    bool literal() const { return schema == k_literal; }
    std::uint64_t end() const { return start + pages; }
    /// Writable 1, executable 2.
    unsigned access() const { return permissions >> 1 & 3U; }
};
// Compared as bytes.
static_assert(sizeof(Area) == 28 + 4 * k_slots);

inline bool same(const Area& a, const Area& b) {
    return __builtin_memcmp(&a, &b, sizeof a) == 0;
}

/// Whether text of `a` and `b` is surely the same: names outside the dictionaries are equal to nothing.
inline bool same_text(const Area& a, const Area& b) {
    return a.file != k_no_file && a.flags != k_no_flags && same(a, b);
}

/// 8 classes of behaviour that serve as contexts: writable 1; for files shared 2, else named or shared 2; file 4.
inline unsigned area_class(const Area& area, FileKind kind) {
    const bool second = (area.permissions & k_shared) != 0 || (kind != k_unnamed && kind != k_file);
    return (area.access() & 1) | (second ? 2U : 0U) | (kind == k_file ? 4U : 0U);
}

} // namespace protocol::coder
