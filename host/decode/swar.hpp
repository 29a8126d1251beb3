// Eight characters at a time: numbers out of text without a loop over digits. A word holds eight bytes of text, the
// first in its lowest byte, on every CPU.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace host::decode::swar {

inline constexpr std::uint64_t k_each = 0x0101010101010101; ///< times b: b in every byte

/// Eight bytes of text, which need not be aligned.
inline std::uint64_t load(const char* at) {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    if constexpr (std::endian::native == std::endian::big) {
        word = __builtin_bswap64(word);
    }
    return word;
}

/// A word with 0xFF in its first `count` (0 to 8) bytes.
constexpr std::uint64_t first_bytes(unsigned count) {
    return count >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * count)) - 1;
}

/// Whether `word` is blanks (none to seven), then digits to its end.
constexpr bool is_padded_decimal(std::uint64_t word) {
    const std::uint64_t blanks = ~word & k_each * 0x10;
    const std::uint64_t digits = (word | k_each * 0x10) ^ k_each * '0';
    const std::uint64_t too_large = (digits | (digits + k_each * 0x76)) & k_each * 0x80;
    const std::uint64_t not_blank = digits & (blanks - (blanks >> 4));
    const std::uint64_t blank_bytes = (blanks << 4) - (blanks >> 4);
    return (too_large | not_blank | (blank_bytes & (blank_bytes + 1)) | blanks >> 60) == 0;
}

/// The number in a word for which is_padded_decimal holds.
constexpr std::uint64_t padded_decimal(std::uint64_t word) {
    word &= k_each * 0x0F; // a blank becomes 0
    word = (word * 10 + (word >> 8)) & 0x00FF00FF00FF00FF;
    word = (word * 100 + (word >> 16)) & 0x0000FFFF0000FFFF;
    return (word * 10000 + (word >> 32)) & 0xFFFFFFFF;
}

/// Eight hexadecimal digits (0-9, a-f) to their number; anything else sets bits in `wrong`.
constexpr std::uint64_t hexadecimal(std::uint64_t word, std::uint64_t& wrong) {
    const std::uint64_t letters = word >> 6 & k_each;
    const std::uint64_t digits = (word ^ k_each * '0') - letters * 0x47; // 'a' ^ '0' is 0x51
    wrong |= digits & k_each * 0xF0;
    wrong |= ((digits + k_each * 6) ^ letters << 4) & k_each * 0x10; // letters, and only they, are above 9
    std::uint64_t value = (digits << 4 | digits >> 8) & 0x00FF00FF00FF00FF;
    value = (value << 8 | value >> 16) & 0x0000FFFF0000FFFF;
    return (value << 16 | value >> 32) & 0xFFFFFFFF;
}

/// A hexadecimal number of `width` (1 to 16) digits; eight bytes are readable from `at` and from `at + width - 8`.
inline std::uint64_t hexadecimal(const char* at, unsigned width, std::uint64_t& wrong) {
    const unsigned high = width > 8 ? width - 8 : width;
    const std::uint64_t zeros = k_each * '0';
    const std::uint64_t first = high == 8 ? load(at) : load(at) << (64 - 8 * high) | zeros >> (8 * high);
    const std::uint64_t value = hexadecimal(first, wrong);
    return width > 8 ? value << 32 | hexadecimal(load(at + high), wrong) : value;
}

} // namespace host::decode::swar
