// The text after "VmFlags:" ↔ one bit per known flag. Kernel: fs/proc/task_mmu.c, show_smap_vma_flags.
// Text in any other form, or with flags not listed here, is coded as text. PROTOCOL.md, section 7.8.
#pragma once

#include <cstddef>
#include <cstdint>

namespace protocol::coder {

/// Two letters each, in the kernel's order.
inline constexpr char k_flag_names[] =
    "rdwrexshmrmwmemsgdpfdwloiosrrrdcdelfacnrhtsfnlarwfddbtmtsdmmhgnhmgumuwsssluidpgu";
inline constexpr unsigned k_flag_count = 40;
inline constexpr std::size_t k_flags_bytes_max = 1 + 3 * k_flag_count;

/// False when `text` is not made of known flags in order: " rd wr mr ".
inline bool flags_to_bits(const std::uint8_t* text, std::size_t size, std::uint64_t& bits) {
    bits = 0;
    if (size % 3 != 1 || text[0] != ' ') {
        return false;
    }
    unsigned next = 0;
    for (std::size_t at = 1; at < size; at += 3) {
        while (next < k_flag_count && (text[at] != static_cast<std::uint8_t>(k_flag_names[2 * next]) ||
                                       text[at + 1] != static_cast<std::uint8_t>(k_flag_names[2 * next + 1]))) {
            ++next;
        }
        if (next == k_flag_count || text[at + 2] != ' ') {
            return false;
        }
        bits |= std::uint64_t{1} << next++;
    }
    return true;
}

/// The inverse; `text` has room for k_flags_bytes_max. Returns the size.
inline std::size_t bits_to_flags(std::uint64_t bits, std::uint8_t* text) {
    std::size_t size = 0;
    text[size++] = ' ';
    for (unsigned i = 0; i < k_flag_count; ++i) {
        if ((bits >> i & 1) != 0) {
            text[size++] = static_cast<std::uint8_t>(k_flag_names[2 * i]);
            text[size++] = static_cast<std::uint8_t>(k_flag_names[2 * i + 1]);
            text[size++] = ' ';
        }
    }
    return size;
}

} // namespace protocol::coder
