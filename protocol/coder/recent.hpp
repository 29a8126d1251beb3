// What the coder remembers besides probabilities, to predict the next value from. Forgotten at each reset.
#pragma once

#include "protocol/coder/area.hpp"

#include <array>
#include <cstdint>

namespace protocol::coder {

struct Recent {
    std::uint32_t file = k_no_file; ///< last one coded
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::uint64_t inode = 0;                              ///< of the last new file
    std::array<std::array<std::uint16_t, 4>, 16> flags;   ///< by permissions and kind
    std::array<std::array<std::uint64_t, 2>, 12> pages{}; ///< last two sizes, by place and permissions
    std::uint32_t share = 32768;                          ///< Pss of shared pages / shared, in 1/65536
    std::uint32_t share_change = 65536;                   ///< last factor by which it changed, in 1/65536

    Recent() {
        for (auto& row : flags) {
            row.fill(k_no_flags);
        }
    }
};

/// a / b in 1/65536, less than 16; 0 / 0 is 0.
inline std::uint32_t quotient(std::uint32_t a, std::uint32_t b) {
    constexpr std::uint32_t k_bits = 20;
    std::uint64_t rest = a;
    const std::uint64_t divisor = static_cast<std::uint64_t>(b) << 4;
    std::uint32_t result = 0;
    if (a == 0) {
        return 0;
    }
    if (rest >= divisor) {
        return (1U << k_bits) - 1;
    }
    for (std::uint32_t i = 0; i < k_bits; ++i) {
        rest <<= 1;
        result <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            result |= 1;
        }
    }
    return result;
}

/// value × factor / 65536, rounded to nearest, modulo 2^32.
inline std::uint32_t scaled(std::uint32_t value, std::uint32_t factor) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(value) * factor + 32768) >> 16);
}

} // namespace protocol::coder
