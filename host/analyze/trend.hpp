// Does it grow? A robust slope with its confidence interval, and a word for the shape.
#pragma once

#include "host/analyze/series_key.hpp"
#include "host/analyze/slope.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace host::analyze {

enum class Shape : std::uint8_t { grows_steadily, grows_in_steps, returns, flat, shrinks };

/// "grows steadily", "grows in steps", "returns", "flat", "shrinks".
std::string_view shape_name(Shape shape);

/// Growth of either kind.
bool grows(Shape shape);

/// Of at least one point; `slope` is theirs.
Shape shape_of(std::span<const Point> points, const Slope& slope);

struct Trend {
    Slope slope;
    Shape shape = Shape::flat;
    std::uint64_t first_kb = 0, last_kb = 0;
    std::size_t samples = 0; ///< known ones
    double span_s = 0;
};

inline constexpr std::size_t k_trend_bins = 1000;     ///< at most; each the median of its samples
inline constexpr std::size_t k_trend_samples_min = 5; ///< fewer say nothing

/// Unknown samples are passed over. Nothing when there are too few samples or they span no time.
std::optional<Trend> trend_of(std::span<const Sample> samples, std::size_t bins_max = k_trend_bins);

/// Why there is no trend of these: they are unknown, or too few.
std::string_view why_no_trend(std::span<const Sample> samples);

/// Without what lies within `settle_us` of the first sample: the start-up.
std::span<const Sample> settled(std::span<const Sample> samples, std::int64_t settle_us);

} // namespace host::analyze
