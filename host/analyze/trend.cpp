#include "host/analyze/trend.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

namespace host::analyze {
namespace {

constexpr double k_us_per_minute = 60e6;
constexpr double k_normal_quantile = 1.959964; ///< two-sided 95 %
constexpr double k_change_min_kb = 4;          ///< one page: less is nothing
constexpr std::size_t k_coarse_bins = 40;      ///< for the shape
constexpr double k_excursion_min_kb = 64;      ///< less up and down is noise, not an excursion
constexpr double k_excursion_min_part = 0.02;  ///< of the level

struct Point {
    double minutes = 0;
    double kb = 0;
};

double median(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 != 0) {
        return *middle;
    }
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double median_kb(std::span<const Point> points) {
    std::vector<double> values;
    for (const Point& point : points) {
        values.push_back(point.kb);
    }
    return median(values);
}

/// Bins of equal time; empty ones (gaps) do not count.
std::vector<Point> binned(const std::vector<Point>& points, std::size_t bins_max) {
    if (points.size() <= bins_max) {
        return points;
    }
    const double start = points.front().minutes;
    const double width = (points.back().minutes - start) / static_cast<double>(bins_max);
    std::vector<Point> bins;
    for (std::size_t first = 0; first < points.size();) {
        const double bin = std::floor((points[first].minutes - start) / width);
        std::size_t end = first + 1;
        while (end < points.size() && std::floor((points[end].minutes - start) / width) <= bin) {
            ++end;
        }
        const std::span<const Point> in_bin = std::span(points).subspan(first, end - first);
        bins.push_back({(in_bin.front().minutes + in_bin.back().minutes) / 2, median_kb(in_bin)});
        first = end;
    }
    return bins;
}

/// Variance of Kendall's S under no trend; ties make it smaller.
double kendall_variance(const std::vector<Point>& points) {
    const auto term = [](double n) { return n * (n - 1) * (2 * n + 5); };
    std::vector<double> values;
    for (const Point& point : points) {
        values.push_back(point.kb);
    }
    std::sort(values.begin(), values.end());
    double variance = term(static_cast<double>(values.size()));
    for (auto first = values.begin(); first != values.end();) {
        const auto end = std::upper_bound(first, values.end(), *first);
        variance -= term(static_cast<double>(end - first));
        first = end;
    }
    return variance / 18;
}

void fit(const std::vector<Point>& points, Trend& trend) {
    std::vector<double> slopes;
    slopes.reserve(points.size() * (points.size() - 1) / 2);
    for (std::size_t i = 0; i < points.size(); ++i) {
        for (std::size_t j = i + 1; j < points.size(); ++j) {
            slopes.push_back((points[j].kb - points[i].kb) / (points[j].minutes - points[i].minutes));
        }
    }
    trend.kb_per_min = median(slopes);
    const double count = static_cast<double>(slopes.size());
    const double reach = k_normal_quantile * std::sqrt(std::max(0.0, kendall_variance(points)));
    const auto at = [&](double rank) {
        const double clamped = std::clamp(rank, 0.0, count - 1);
        const auto place = slopes.begin() + static_cast<std::ptrdiff_t>(clamped);
        std::nth_element(slopes.begin(), place, slopes.end());
        return *place;
    };
    trend.low = at(std::floor((count - reach) / 2) - 1);
    trend.high = at(std::ceil((count + reach) / 2));
}

/// Whether each quarter lies above the one before, by a tenth of the whole rise at least.
bool rises_throughout(std::span<const Point> coarse, double rise) {
    std::array<double, 4> quarters{};
    for (std::size_t i = 0; i < quarters.size(); ++i) {
        const std::size_t first = coarse.size() * i / quarters.size();
        const std::size_t end = std::max(first + 1, coarse.size() * (i + 1) / quarters.size());
        quarters[i] = median_kb(coarse.subspan(first, end - first));
    }
    return std::adjacent_find(quarters.begin(), quarters.end(), [&](double before, double after) {
               return after - before < rise / 10;
           }) == quarters.end();
}

/// Whether a few jumps make most of the rise.
bool rises_by_jumps(std::span<const Point> coarse) {
    std::vector<double> rises;
    for (std::size_t i = 1; i < coarse.size(); ++i) {
        rises.push_back(std::max(0.0, coarse[i].kb - coarse[i - 1].kb));
    }
    std::sort(rises.begin(), rises.end(), std::greater<>());
    const double all = std::accumulate(rises.begin(), rises.end(), 0.0);
    const std::size_t few = std::min<std::size_t>(rises.size() / 4, 3);
    const double largest = std::accumulate(rises.begin(), rises.begin() + static_cast<std::ptrdiff_t>(few), 0.0);
    return largest > 0.8 * all;
}

Shape shape_of(const std::vector<Point>& points, const Trend& trend) {
    const auto by_kb = [](const Point& a, const Point& b) { return a.kb < b.kb; };
    const auto [lowest, highest] = std::minmax_element(points.begin(), points.end(), by_kb);
    const double range = highest->kb - lowest->kb;
    if (range < k_change_min_kb) {
        return Shape::flat;
    }
    const std::vector<Point> coarse = binned(points, k_coarse_bins);
    const std::size_t tenth = std::max<std::size_t>(1, points.size() / 10);
    const std::span<const Point> head(points.data(), tenth);
    const std::span<const Point> tail(points.data() + points.size() - tenth, tenth);
    const double rise = median_kb(tail) - median_kb(head);
    // A jump late in the run leaves the median slope at 0; the ends then have no value in common.
    const bool ends_apart =
        std::min_element(tail.begin(), tail.end(), by_kb)->kb > std::max_element(head.begin(), head.end(), by_kb)->kb;
    const bool ends_fallen =
        std::max_element(tail.begin(), tail.end(), by_kb)->kb < std::min_element(head.begin(), head.end(), by_kb)->kb;
    if (rise >= k_change_min_kb && (trend.low > 0 || (ends_apart && rise > range / 4))) {
        const bool steady = trend.low > 0 && rises_throughout(coarse, rise) && !rises_by_jumps(coarse);
        return steady ? Shape::grows_steadily : Shape::grows_in_steps;
    }
    if (-rise >= k_change_min_kb && (trend.high < 0 || (ends_fallen && -rise > range / 4))) {
        return Shape::shrinks;
    }
    const double excursion = std::max(k_excursion_min_kb, k_excursion_min_part * lowest->kb);
    return range >= excursion ? Shape::returns : Shape::flat;
}

} // namespace

std::string_view shape_name(Shape shape) {
    constexpr std::array<std::string_view, 5> names{"grows steadily", "grows in steps", "returns", "flat", "shrinks"};
    return names[static_cast<std::size_t>(shape)];
}

std::span<const Sample> settled(std::span<const Sample> samples, std::int64_t settle_us) {
    const auto first = std::find_if(samples.begin(), samples.end(), [&](const Sample& sample) {
        return sample.time_us - samples.front().time_us >= settle_us;
    });
    return {first, samples.end()};
}

std::optional<Trend> trend_of(std::span<const Sample> samples, std::size_t bins_max) {
    Trend trend;
    std::vector<Point> points;
    for (const Sample& sample : samples) {
        if (sample.kb) {
            trend.first_kb = points.empty() ? *sample.kb : trend.first_kb;
            trend.last_kb = *sample.kb;
            points.push_back({static_cast<double>(sample.time_us) / k_us_per_minute, static_cast<double>(*sample.kb)});
        }
    }
    if (points.size() < k_trend_samples_min || points.back().minutes <= points.front().minutes) {
        return std::nullopt;
    }
    trend.samples = points.size();
    trend.span_s = (points.back().minutes - points.front().minutes) * 60;
    const bool constant =
        std::all_of(points.begin(), points.end(), [&](const Point& point) { return point.kb == points.front().kb; });
    if (!constant) {
        const std::vector<Point> bins = binned(points, bins_max);
        fit(bins, trend);
        trend.shape = shape_of(bins, trend);
    }
    return trend;
}

} // namespace host::analyze
