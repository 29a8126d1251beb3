#include "host/analyze/trend.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace host::analyze {
namespace {

constexpr double k_us_per_minute = 60e6;

std::vector<Point> known_points(std::span<const Sample> samples) {
    std::vector<Point> points;
    for (const Sample& sample : samples) {
        if (sample.kb) {
            points.push_back({static_cast<double>(sample.time_us) / k_us_per_minute, static_cast<double>(*sample.kb)});
        }
    }
    return points;
}

} // namespace

std::span<const Sample> settled(std::span<const Sample> samples, std::int64_t settle_us) {
    const auto first = std::find_if(samples.begin(), samples.end(), [&](const Sample& sample) {
        return sample.time_us - samples.front().time_us >= settle_us;
    });
    return {first, samples.end()};
}

std::string_view why_no_trend(std::span<const Sample> samples) {
    const bool known =
        std::any_of(samples.begin(), samples.end(), [](const Sample& sample) { return sample.kb.has_value(); });
    return known || samples.empty() ? "fewer than 5 sweeps" : k_measure_not_printed;
}

std::optional<Trend> trend_of(std::span<const Sample> samples, std::size_t bins_max) {
    const std::vector<Point> points = known_points(samples);
    if (points.size() < k_trend_samples_min || points.back().minutes <= points.front().minutes) {
        return std::nullopt;
    }
    Trend trend;
    trend.first_kb = static_cast<std::uint64_t>(points.front().kb);
    trend.last_kb = static_cast<std::uint64_t>(points.back().kb);
    trend.samples = points.size();
    trend.span_s = std::round((points.back().minutes - points.front().minutes) * k_us_per_minute) / 1e6;
    const bool constant =
        std::all_of(points.begin(), points.end(), [&](const Point& point) { return point.kb == points.front().kb; });
    if (!constant) {
        const std::vector<Point> bins = binned(points, bins_max);
        trend.slope = slope_of(bins);
        trend.shape = shape_of(bins, trend.slope);
    }
    return trend;
}

} // namespace host::analyze
