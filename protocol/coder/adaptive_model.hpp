// Adaptive probabilities: one per context, quick to learn at first, then steadier. PROTOCOL.md, section 7.2.
// A context that was never used starts from the trained table.
#pragma once

#include "protocol/coder/contexts.hpp"
#include "protocol/coder/range_coder.hpp"

#include <array>
#include <cstdint>

namespace protocol::coder {

/// A probability of a 1 in 1/65536 moves towards each bit seen by k_rates[seen] / 65536 of the distance.
inline constexpr unsigned k_seen_max = 60;
inline constexpr auto k_rates = [] {
    std::array<std::uint16_t, k_seen_max + 1> rates{};
    for (unsigned seen = 0; seen <= k_seen_max; ++seen) {
        rates[seen] = static_cast<std::uint16_t>(655360U / (10 * seen + 16));
    }
    return rates;
}();

constexpr std::uint16_t moved(std::uint16_t probability, bool bit, std::uint16_t rate) {
    const std::uint32_t distance = bit ? 65535U - probability : probability;
    const std::uint32_t step = distance * rate >> 16;
    return static_cast<std::uint16_t>(bit ? probability + step : probability - step);
}

constexpr std::uint32_t bounded(std::uint32_t probability) {
    return probability < k_probability_min   ? k_probability_min
           : probability > k_probability_max ? k_probability_max
                                             : probability;
}

/// A trained start value: high five bits the probability (index into k_start_probabilities), low three bits how many
/// bits it counts for (index into k_start_seen).
inline constexpr std::array<std::uint16_t, 32> k_start_probabilities = {
    40,    120,   240,   420,   700,   1100,  1700,  2500,  3600,  5000,  6800,  9200,  12200, 16000, 21000, 27500,
    32768, 38000, 44500, 49500, 53300, 56300, 58700, 60500, 61900, 63000, 63800, 64400, 64800, 65100, 65300, 65480};
inline constexpr std::array<std::uint8_t, 8> k_start_seen = {0, 1, 2, 4, 8, 14, 24, 40};

#ifdef SMAPS_TRAINING
void observe(unsigned context, bool bit);
#endif

struct AdaptiveModel {
    std::array<std::uint16_t, context::k_count> probability;
    std::array<std::uint8_t, context::k_count> seen;

    void reset(const std::uint8_t* trained) {
        for (unsigned i = 0; i < context::k_count; ++i) {
            probability[i] = k_start_probabilities[trained[i] >> 3];
            seen[i] = k_start_seen[trained[i] & 7];
        }
    }
    void learn(unsigned context, bool bit) {
#ifdef SMAPS_TRAINING // the trainer wants to see every bit; nothing else defines it
        observe(context, bit);
#endif
        probability[context] = moved(probability[context], bit, k_rates[seen[context]]);
        seen[context] = static_cast<std::uint8_t>(seen[context] + (seen[context] < k_seen_max));
    }
};

} // namespace protocol::coder
