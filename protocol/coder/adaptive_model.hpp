// Adaptive probabilities: one per context, quick to learn at first, then steadier. CODER.md, section 3.2.
// A context that was never used starts from the trained table (trained_model.hpp).
#pragma once

#include "protocol/coder/contexts.hpp"
#include "protocol/coder/logistic.hpp"

#include <array>
#include <cstdint>

namespace protocol::coder {

/// A probability of a 1 in 1/65536 moves towards each bit seen by k_rates[seen] / 256 of the distance.
inline constexpr unsigned k_seen_max = 60;
inline constexpr auto k_rates = [] {
    std::array<std::uint8_t, k_seen_max + 1> rates{};
    for (unsigned seen = 0; seen <= k_seen_max; ++seen) {
        rates[seen] = static_cast<std::uint8_t>(2560U / (10 * seen + 16));
    }
    return rates;
}();

constexpr std::uint16_t moved(std::uint16_t probability, bool bit, unsigned rate) {
    const std::int32_t distance = (bit ? 65535 : 0) - probability;
    return static_cast<std::uint16_t>(probability + (distance * static_cast<std::int32_t>(rate) >> 8));
}

/// A trained start value in four bits: three for the log odds, one for how much it counts.
constexpr std::uint16_t start_probability(unsigned start) {
    return static_cast<std::uint16_t>(k_squash[2 + (start >> 1) * 4] << 4);
}
constexpr std::uint8_t start_seen(unsigned start) {
    return (start & 1) != 0 ? 12 : 1;
}

/// A run of neighbouring contexts in the trained table: two start values take turns, the first one in the low four
/// bits.
struct TrainedRun {
    std::uint8_t contexts;
    std::uint8_t starts;
};

#ifdef SMAPS_TRAINING
void observe(unsigned context, bool bit);
#endif

struct AdaptiveModel {
    std::array<std::uint16_t, context::k_count> probability;
    std::array<std::uint8_t, context::k_count> seen;

    /// The runs from `run` on cover every context once.
    void reset(const TrainedRun* run) {
        for (unsigned i = 0; i < context::k_count; ++run) {
            unsigned starts = run->starts;
            for (const unsigned end = i + run->contexts; i < end; ++i) {
                probability[i] = start_probability(starts & 15);
                seen[i] = start_seen(starts);
                starts = starts >> 4 | (starts & 15) << 4;
            }
        }
    }
    void learn(unsigned context, bool bit) {
#ifdef SMAPS_TRAINING // only the trainer, which has to see every bit, defines it
        observe(context, bit);
#endif
        probability[context] = moved(probability[context], bit, k_rates[seen[context]]);
        seen[context] = static_cast<std::uint8_t>(seen[context] + (seen[context] < k_seen_max));
    }
};

} // namespace protocol::coder
