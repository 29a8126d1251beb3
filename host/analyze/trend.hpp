// Does it grow? A robust slope with its confidence interval, and a word for the shape.
#pragma once

#include "host/analyze/subject.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace host::analyze {

enum class Shape : std::uint8_t { grows_steadily, grows_in_steps, returns, flat, shrinks };

/// "grows steadily", "grows in steps", "returns", "flat", "shrinks".
std::string_view shape_name(Shape shape);

struct Trend {
    double kb_per_min = 0;    ///< Theil–Sen: the median of the slopes between all pairs of bins
    double low = 0, high = 0; ///< 95 % interval after Sen; too narrow where neighbouring samples depend on each other
    Shape shape = Shape::flat;
    std::uint64_t first_kb = 0, last_kb = 0;
    std::size_t samples = 0; ///< known ones
    double span_s = 0;
};

inline constexpr std::size_t k_trend_bins = 1000;     ///< at most; each the median of its samples
inline constexpr std::size_t k_trend_samples_min = 5; ///< fewer say nothing

/// Unknown samples are passed over. Nothing when there are too few samples or they span no time.
std::optional<Trend> trend_of(std::span<const Sample> samples, std::size_t bins_max = k_trend_bins);

/// Without what lies within `settle_us` of the first sample: the start-up.
std::span<const Sample> settled(std::span<const Sample> samples, std::int64_t settle_us);

} // namespace host::analyze
