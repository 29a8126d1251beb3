// How the kernel at hand prints a VMA: which lines, in which order, numbers up to which column. Learned from the text
// by the encoder, sent as a text itself: keys, each ended by the layout of its line, then three letters for the rest:
//
//   Size 18 KernelPageSize 18 … THPeligible 98 I E a         CODER.md, section 5
#pragma once

#include "protocol/coder/area.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace protocol::coder {

/// The text of today's kernels, then other keys with a meaning. A key's place among them is its slot.
inline constexpr char k_keys[] =
    "Size\x18KernelPageSize\x18MMUPageSize\x18Rss\x18Pss\x18Pss_Dirty\x18Shared_Clean\x18Shared_Dirty\x18"
    "Private_Clean\x18Private_Dirty\x18Referenced\x18\x41nonymous\x18KSM\x18LazyFree\x18\x41nonHugePages\x18"
    "ShmemPmdMapped\x18\x46ilePmdMapped\x18Shared_Hugetlb\x18Private_Hugetlb\x18Swap\x18SwapPss\x18Locked\x18"
    "THPeligible\x98IEa\nNonlinear\x18ProtectionKey\x98IEa\n";

inline constexpr std::uint32_t k_schemas_max = 4;
inline constexpr std::size_t k_lines_max = 30;
inline constexpr std::size_t k_key_bytes_max = 23;
inline constexpr std::size_t k_schema_bytes_max = 360;

/// Layout bytes: bit 7 no ` kB`; below, 0 one blank between colon and number, up to 7 so many tabs, else the column
/// where it ends.
inline constexpr std::uint8_t k_plain = 0x80;
inline constexpr std::uint8_t k_tabs_max = 7;
inline constexpr std::uint8_t k_column_max = 31;
inline constexpr bool is_layout(std::uint8_t byte) {
    return byte <= k_column_max || byte >= k_plain;
}

// The letters: name column; k_rest and these bits; k_page_letter for pages of 4096 bytes, the next for twice that.
inline constexpr std::uint8_t k_rest = '@';
inline constexpr std::uint8_t k_blank_after_inode = 1; ///< header lines without a name end in a blank
inline constexpr std::uint8_t k_name_line = 2;  ///< a second line `Name:           [anon:…]` repeats such names
inline constexpr std::uint8_t k_flags_line = 4; ///< VmFlags comes last
inline constexpr std::uint8_t k_page_letter = 'a';
inline constexpr std::size_t k_letters = 3;

/// `Key:`, blanks, the number up to its column, then ` kB` or nothing. Numbers too long for it push the end.
struct Line {
    std::uint16_t key; ///< where in the schema's text
    std::uint8_t key_bytes;
    std::uint8_t slot;
    std::uint8_t layout;

    bool kb() const { return layout < k_plain; }
    std::uint8_t tabs() const { return (layout & 0x7F) <= k_tabs_max ? layout & 0x7F : 0; }
    /// First column the number may begin at: kernels print a fixed part, then the number at least eight wide.
    std::size_t begin(std::size_t digits) const {
        const std::size_t after_key = key_bytes + 1U; // the colon
        const std::size_t column = layout & 0x7F;
        if (column <= k_tabs_max) {
            return after_key + (column != 0 ? column : 1);
        }
        const std::size_t first = column > after_key + 9 ? column - 8 : after_key + 1;
        return column > first + digits ? column - digits : first;
    }
};

struct Schema {
    std::array<std::uint8_t, k_schema_bytes_max> text;
    std::uint16_t size; ///< of the text

    // Parsed from the text.
    std::uint8_t count;
    std::uint8_t name_column; ///< of the header line; where the fields before are longer, one blank
    std::uint8_t rest;
    std::uint8_t page_shift; ///< of the kernel's pages
    std::uint32_t present;   ///< bit per slot
    std::array<Line, k_lines_max> lines;

    bool has(unsigned slot) const { return (present >> slot & 1) != 0; }
    bool says(std::uint8_t bit) const { return (rest & bit) != 0; }

    /// Reads the text. False when it is none of a schema.
    bool parse() {
        std::size_t begin = 0;
        unsigned extra = k_extra;
        count = 0;
        present = 0;
        for (std::size_t at = 0; at < size; ++at) {
            if (!is_layout(text[at])) {
                continue;
            }
            unsigned slot = slot_of(&text[begin], at - begin);
            if (slot == k_slots) {
                slot = extra++;
            }
            if (begin == at || at - begin > k_key_bytes_max || slot >= k_slots || has(slot) || count == k_lines_max) {
                return false;
            }
            lines[count++] = {static_cast<std::uint16_t>(begin), static_cast<std::uint8_t>(at - begin),
                              static_cast<std::uint8_t>(slot), text[at]};
            present |= std::uint32_t{1} << slot;
            begin = at + 1;
        }
        if (size < begin + k_letters) {
            return false;
        }
        name_column = text[size - 3U];
        rest = text[size - 2U];
        page_shift = static_cast<std::uint8_t>(text[size - 1U] - k_page_letter + k_address_shift);
        return count != 0 && size == begin + k_letters && page_shift >= k_address_shift && page_shift <= 24;
    }

    /// Where in k_keys a key has `key` and then `byte` as its first bytes: from `guess` on, or before it, or
    /// else `guess` itself.
    static const char* guess_of(const char* guess, const std::uint8_t* key, std::size_t key_bytes, std::uint8_t byte) {
        const char* at = guess;
        for (std::size_t left = sizeof k_keys; left != 0; --left) {
            at = at[1] != '\0' ? at + 1 : k_keys;
            const auto before = static_cast<std::size_t>(at - k_keys);
            if (static_cast<std::uint8_t>(*at) == byte && before >= key_bytes &&
                (before == key_bytes || is_layout(static_cast<std::uint8_t>(at[-1 - static_cast<int>(key_bytes)]))) &&
                __builtin_memcmp(at - key_bytes, key, key_bytes) == 0) {
                return at;
            }
        }
        return guess;
    }

    /// Slot of a key in k_keys, k_slots when it is not there.
    static unsigned slot_of(const std::uint8_t* key, std::size_t key_bytes) {
        const char* known = k_keys;
        for (unsigned slot = 0; slot < k_extra; ++slot, ++known) {
            bool same = true;
            for (std::size_t i = 0; !is_layout(static_cast<std::uint8_t>(*known)); ++i, ++known) {
                same = same && i < key_bytes && key[i] == static_cast<std::uint8_t>(*known);
                same = same && (i + 1 == key_bytes || !is_layout(static_cast<std::uint8_t>(known[1])));
            }
            if (same) {
                return slot;
            }
        }
        return k_slots;
    }
};

} // namespace protocol::coder
