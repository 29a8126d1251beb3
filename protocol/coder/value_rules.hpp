// What each number of a mapping is mostly all of: Rss of its parts, Referenced of Rss, and so on. Coder and packed
// state expect values by these rules. CODER.md, section 8.
#pragma once

#include "protocol/coder/area.hpp"

#include <cstdint>

namespace protocol::coder {

/// What a number may be all of: another one (its slot), or one of these.
enum Whole : std::uint8_t { k_nothing = k_slots, k_range, k_clean, k_page, k_share, k_dirty_share, k_unfiled };

struct Rule {
    std::uint8_t slot;
    std::uint8_t whole;
};

/// In the order of coding. The parts come first, folded: what is resident, how much of it is dirty, how much of the
/// clean and of the dirty is shared.
inline constexpr Rule k_rules[] = {
    {k_private_clean, k_range},
    {k_private_dirty, k_private_clean},
    {k_shared_clean, k_clean},
    {k_shared_dirty, k_private_dirty},
    {k_rss, k_private_clean},
    {k_pss, k_share},
    {k_pss_dirty, k_dirty_share},
    {k_referenced, k_rss},
    {k_anonymous, k_unfiled},
    {k_thp_eligible, k_nothing},
    {k_kernel_page_size, k_page},
    {k_mmu_page_size, k_page},
    {k_swap, k_nothing},
    {k_swap_pss, k_swap},
    {k_size, k_nothing},
    {k_ksm, k_nothing},
    {k_lazy_free, k_nothing},
    {k_anon_huge_pages, k_nothing},
    {k_shmem_pmd_mapped, k_nothing},
    {k_file_pmd_mapped, k_nothing},
    {k_shared_hugetlb, k_nothing},
    {k_private_hugetlb, k_nothing},
    {k_locked, k_nothing},
    {k_no_key, k_nothing},
    {k_nonlinear, k_nothing},
    {k_protection_key, k_nothing},
    {k_extra, k_nothing},
    {k_extra + 1, k_nothing},
    {k_extra + 2, k_nothing},
    {k_extra + 3, k_nothing},
    {k_extra + 4, k_nothing},
};
inline constexpr unsigned k_rule_count = sizeof k_rules / sizeof *k_rules;
static_assert(k_rule_count == k_slots);
inline constexpr unsigned k_part_rules = 4; ///< so many are parts
inline constexpr unsigned k_pss_rule = 5;
inline constexpr unsigned k_class_rules = 9; ///< so many go by class
inline constexpr unsigned k_thp_rule = 9;
inline constexpr unsigned k_ruled = 14; ///< from here on nothing is expected

inline constexpr std::uint32_t bit_of(unsigned slot) {
    return std::uint32_t{1} << slot;
}
inline constexpr std::uint32_t k_parts =
    bit_of(k_shared_clean) | bit_of(k_shared_dirty) | bit_of(k_private_clean) | bit_of(k_private_dirty);

/// Whether parts are folded: where all of them are printed.
inline bool folded(std::uint32_t present) {
    return (present & k_parts) == k_parts;
}

/// Parts as printed to folded.
inline void fold(Area& area, std::uint32_t present) {
    auto& values = area.values;
    if (folded(present)) {
        values[k_private_dirty] += values[k_shared_dirty];
        values[k_private_clean] += values[k_shared_clean] + values[k_private_dirty];
    }
}
/// The inverse.
inline void unfold(Area& area, std::uint32_t present) {
    auto& values = area.values;
    if (folded(present)) {
        values[k_private_clean] -= values[k_shared_clean] + values[k_private_dirty];
        values[k_private_dirty] -= values[k_shared_dirty];
    }
}

/// value × factor / 65536, rounded to nearest, modulo 2^32.
inline std::uint32_t scaled(std::uint32_t value, std::uint32_t factor) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(value) * factor + 32768) >> 16);
}

/// What a mapping's numbers depend on beside its own values.
struct Surroundings {
    std::uint32_t page_kb;
    std::uint32_t share; ///< Pss of shared pages / shared, in 1/65536
    bool file;           ///< the mapping's name is one
};

/// All that a number by rule `whole` may be. Needs the numbers of the rules before it.
inline std::uint32_t whole_of(const Area& area, unsigned whole, const Surroundings& around) {
    const auto& values = area.values;
    const std::uint32_t clean = values[k_private_clean] - values[k_private_dirty];
    const std::uint32_t shared_dirty = values[k_shared_dirty];
    const std::uint32_t shared = values[k_shared_clean] + shared_dirty;
    switch (whole) {
    case k_nothing: return 0;
    case k_range: return area.pages << (k_address_shift - 10);
    case k_clean: return clean;
    case k_page: return around.page_kb;
    case k_share: return values[k_private_clean] - shared + scaled(shared, around.share);
    case k_dirty_share:
        return shared_dirty == 0        ? values[k_private_dirty]
               : shared == shared_dirty ? values[k_pss] - clean
                                        : values[k_private_dirty] - shared_dirty + scaled(shared_dirty, around.share);
    case k_unfiled: return (area.permissions & k_shared) != 0 ? 0 : values[around.file ? k_private_dirty : k_rss];
    default: return values[whole];
    }
}

} // namespace protocol::coder
