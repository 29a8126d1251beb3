// Eight characters at a time: numbers out of text without a loop over digits. A word holds eight bytes of text, the
// first in its lowest byte, on every CPU.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace host::procfs::swar {

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

// Both below: the number in a word of blanks (none to seven) and then digits to its end; anything else sets bits in
// `wrong`. A blank is 0x20, a digit 0x30 to 0x39: bit 4 tells them apart, and the low half is the number.
inline constexpr std::uint64_t k_digit_bit = k_each * 0x10;
inline constexpr std::uint64_t k_can_be_blank = k_digit_bit >> 8; ///< all but the last byte

/// `word` as digits; Word is one word or a vector of them.
template <typename Word>
constexpr Word padded_digits(Word word, Word& wrong) {
    const Word blanks = ~word & k_can_be_blank;
    const Word digits = (word | k_can_be_blank) ^ k_each * '0'; // 0 for a blank
    wrong |= (digits | (digits + k_each * 0x76)) & k_each * 0x80;
    wrong |= digits & (blanks - (blanks >> 4)); // looks like a blank and is none
    wrong |= blanks & ~((blanks << 8) | 0x10);  // behind a digit
    return digits;
}

constexpr std::uint64_t padded_decimal(std::uint64_t word, std::uint64_t& wrong) {
    const std::uint64_t digits = padded_digits(word, wrong);
    const std::uint64_t pairs = digits * (1 + (10 << 8)) >> 8 & 0x00FF00FF00FF00FF;
    const std::uint64_t fours = pairs * (1 + (100 << 16)) >> 16 & 0x0000FFFF0000FFFF;
    return fours * (1 + (std::uint64_t{10000} << 32)) >> 32;
}

/// Two words side by side: vector registers where the CPU has them (GCC and clang), plain words elsewhere.
using Words = std::uint64_t __attribute__((vector_size(16)));

inline Words load_words(const char* at) {
    Words words;
    std::memcpy(&words, at, sizeof words);
    return words;
}

/// Two numbers at once. For little-endian CPUs.
inline Words padded_decimals(Words words, Words& wrong) {
    using Halves = std::uint16_t __attribute__((vector_size(16)));
    using Quads = std::uint32_t __attribute__((vector_size(16)));
    const Halves digits = reinterpret_cast<Halves>(padded_digits(words, wrong));
    const Halves pairs = (digits & 0xFF) * 10 + (digits >> 8);
    const Quads hundreds = reinterpret_cast<Quads>(pairs * Halves{100, 1, 100, 1, 100, 1, 100, 1});
    const Words fours = reinterpret_cast<Words>((hundreds & 0xFFFF) + (hundreds >> 16));
    return Words{(fours[0] & 0xFFFF) * 10000 + (fours[0] >> 32), (fours[1] & 0xFFFF) * 10000 + (fours[1] >> 32)};
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

} // namespace host::procfs::swar
