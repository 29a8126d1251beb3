// How the kernel at hand prints a VMA: which lines, in which order, numbers up to which column. Learned from the text
// by the encoder, sent once after each reset. PROTOCOL.md, section 7.5.
#pragma once

#include "protocol/coder/area.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace protocol::coder {

/// Keys by slot, in the order of today's kernels, each ended by NUL.
inline constexpr char k_keys[] =
    "Size\0KernelPageSize\0MMUPageSize\0Rss\0Pss\0Pss_Dirty\0Shared_Clean\0Shared_Dirty\0Private_Clean\0"
    "Private_Dirty\0Referenced\0Anonymous\0KSM\0LazyFree\0AnonHugePages\0ShmemPmdMapped\0FilePmdMapped\0"
    "Shared_Hugetlb\0Private_Hugetlb\0Swap\0SwapPss\0Locked\0Nonlinear\0THPeligible\0ProtectionKey\0"
    "ShmemHugePages\0HugePFNMap\0FileHugePages\0";

inline constexpr std::uint32_t k_schemas_max = 4;
inline constexpr std::size_t k_lines_max = 30;
inline constexpr std::size_t k_extra_key_bytes_max = 23;

/// `Key:`, blanks, the number up to column `end`, then ` kB` or nothing. Numbers too long for it push the end.
struct Line {
    std::uint8_t slot = 0;
    std::uint8_t end = 24;
    std::uint8_t tabs = 0; ///< instead of blanks, then the number at once
    bool kb = true;

    friend bool operator==(const Line&, const Line&) = default;
};

/// What the line of a slot looks like on today's kernels.
constexpr Line usual_line(std::uint8_t slot) {
    const bool plain = slot == k_thp_eligible || slot == k_protection_key;
    return {.slot = slot, .end = 24, .tabs = 0, .kb = !plain};
}

struct Schema {
    std::array<Line, k_lines_max> lines{};
    std::uint8_t count = 0;
    std::uint8_t name_column = 73; ///< of the header line; where the fields before are longer, one blank
    bool blank_after_inode = true; ///< header lines without a name end in a blank
    bool name_line = false;        ///< a second line `Name:           [anon:…]` repeats such names
    bool flags_line = false;       ///< VmFlags comes last
    std::uint8_t page_shift = 12;  ///< of the kernel's pages
    std::uint32_t present = 0;     ///< bit per slot
    std::array<std::array<char, k_extra_key_bytes_max + 1>, k_extra_slots> extra_keys{}; ///< ended by NUL

    bool has(unsigned slot) const { return (present >> slot & 1) != 0; }
    unsigned kb_shift() const { return page_shift - 10U; }
    friend bool operator==(const Schema&, const Schema&) = default;
};

/// Name of the slot's key in `schema`, without the colon.
inline std::string_view key_of(const Schema& schema, unsigned slot) {
    if (slot >= k_extra) {
        return schema.extra_keys[slot - k_extra].data();
    }
    const char* key = k_keys;
    for (; slot != 0; --slot) {
        key += std::string_view(key).size() + 1;
    }
    return key;
}

/// First column a number may begin at: kernels print a fixed part, then the number at least eight wide.
constexpr std::size_t number_begin(const Line& line, std::size_t key_bytes) {
    const std::size_t after_key = key_bytes + 1; // the colon
    if (line.tabs != 0) {
        return after_key + line.tabs;
    }
    const std::size_t fixed = line.end > 8 ? line.end - 8U : 0U;
    return fixed > after_key + 1 ? fixed : after_key + 1;
}

} // namespace protocol::coder
