// What the coder remembers besides probabilities, to predict the next value from. Forgotten at each reset.
#pragma once

#include "protocol/coder/area.hpp"

#include <array>
#include <cstdint>

namespace protocol::coder {

struct Recent {
    std::uint32_t file; ///< last one coded
    std::uint32_t major;
    std::uint32_t minor;
    std::uint32_t share;                                ///< Pss of shared pages / shared, in 1/65536
    std::uint64_t inode;                                ///< of the last new file that had one
    std::array<std::array<std::uint32_t, 2>, 16> pages; ///< last two sizes, by place and access
    std::array<std::uint16_t, 64> flags;                ///< 1 + the last one, by permissions and kind

    void reset() {
        *this = Recent();
        share = 32768;
    }
};

/// a / b in 1/65536 of numbers below 2^29, at most 16; b is not 0.
inline std::uint32_t quotient(std::uint32_t a, std::uint32_t b) {
    constexpr std::uint32_t k_most = 1U << 20;
    while (a >= 1U << 16) {
        a >>= 1;
        b >>= 1;
    }
    const std::uint32_t result = b != 0 ? (a << 16) / b : k_most;
    return result < k_most ? result : k_most;
}

} // namespace protocol::coder
