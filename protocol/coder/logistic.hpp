// Probabilities to log odds and back, in integers: stretch(p) = ln(p / (1 - p)), squash is its inverse.
// Both interpolate small tables, which are in CODER.md, section 11.3.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace protocol::coder {

/// squash at (-8, -7.5, … 8), in 1/4096.
inline constexpr std::array<std::uint16_t, 33> k_squash = {
    1,    2,    4,    6,    10,   17,   27,   45,   73,   120,  194,  310,  488,  747,  1101, 1546, 2048,
    2550, 2995, 3349, 3608, 3786, 3902, 3976, 4023, 4051, 4069, 4079, 4086, 4090, 4092, 4094, 4095};

/// Log odds (in 1/256, kept within ±2047) to a probability in 1/4096.
constexpr std::int32_t squash(std::int32_t odds) {
    const std::int32_t limited = odds > 2047 ? 2047 : odds < -2047 ? -2047 : odds;
    const std::int32_t fraction = limited & 127;
    const auto index = static_cast<std::size_t>((limited >> 7) + 16);
    return (k_squash[index] * (128 - fraction) + k_squash[index + 1] * fraction + 64) >> 7;
}

/// 256 ln(1 + i / 16).
inline constexpr std::array<std::uint8_t, 17> k_logarithm = {0,   16,  30,  44,  57,  70,  82,  93, 104,
                                                             114, 124, 134, 143, 152, 161, 169, 177};

/// 256 ln(value), value from 1 to 65535.
constexpr std::int32_t logarithm(std::uint32_t value) {
    const auto width = static_cast<int>(std::bit_width(value));
    const std::uint32_t scaled = value << (17 - width); // 65536 to 131071
    const std::uint32_t index = scaled >> 12 & 15;
    const auto fraction = static_cast<std::int32_t>(scaled & 4095);
    const std::int32_t step = k_logarithm[index + 1] - k_logarithm[index];
    return (width - 1) * 11357 / 64 + k_logarithm[index] + (step * fraction >> 12);
}

/// Probability in 1/65536 (1 to 65535) to log odds in 1/256.
constexpr std::int32_t stretch(std::uint32_t probability) {
    return logarithm(probability) - logarithm(65536 - probability);
}

} // namespace protocol::coder
