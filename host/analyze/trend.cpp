#include "host/analyze/trend.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace host::analyze {
namespace {

constexpr double k_change_min_kb = 4;          ///< one page: less is nothing
constexpr std::size_t k_coarse_bins = 40;      ///< for levels and falls
constexpr std::size_t k_held_min = 3;          ///< points that a level has to last
constexpr double k_rise_min_noises = 5;        ///< less is what noise does between two ends
constexpr double k_fall_max_part = 0.5;        ///< of the rise: what falls by more has returned
constexpr std::size_t k_levels_max = 6;        ///< more steps than that are as good as a slope
constexpr std::size_t k_levels_points_min = 8; ///< of fewer, levels explain anything
constexpr double k_levels_error_part = 0.5;    ///< of the line's error: levels have to explain more, they are freer
constexpr double k_excursion_min_kb = 64;      ///< less up and down is noise, not an excursion
constexpr double k_excursion_min_part = 0.02;  ///< of the level
constexpr double k_mad_to_deviation = 1.4826;  ///< median absolute deviation → standard deviation, of normal noise

bool lower(const Point& a, const Point& b) {
    return a.kb < b.kb;
}

/// The same values falling where they rose.
std::vector<Point> mirrored(std::span<const Point> points) {
    std::vector<Point> mirror(points.begin(), points.end());
    for (Point& point : mirror) {
        point.kb = -point.kb;
    }
    return mirror;
}

/// Standard deviation of what is between one point and the next; levels and slow waves do not count.
double noise_kb(std::span<const Point> points) {
    std::vector<double> jumps;
    for (std::size_t i = 1; i < points.size(); ++i) {
        jumps.push_back(std::abs(points[i].kb - points[i - 1].kb));
    }
    return k_mad_to_deviation / std::sqrt(2.0) * median(jumps);
}

/// The most that was given back after a height.
double largest_fall_kb(std::span<const Point> points) {
    double height = points.front().kb;
    double fall = 0;
    for (const Point& point : points) {
        height = std::max(height, point.kb);
        fall = std::max(fall, height - point.kb);
    }
    return fall;
}

struct Ends {
    std::span<const Point> head, tail;

    explicit Ends(std::span<const Point> points) {
        const std::size_t held = std::min(points.size() / 2, std::max(k_held_min, points.size() / k_coarse_bins));
        head = points.first(held);
        tail = points.last(held);
    }
    double rise_kb() const { return median_kb(tail) - median_kb(head); }
    bool apart() const {
        return std::min_element(tail.begin(), tail.end(), lower)->kb >
               std::max_element(head.begin(), head.end(), lower)->kb;
    }
};

/// Whether it ends above where it began, and did not fall back meanwhile: steps that a median slope does not see.
bool stays_up(std::span<const Point> points) {
    const Ends ends(points);
    const double rise = ends.rise_kb();
    return ends.apart() && rise >= k_rise_min_noises * noise_kb(points) &&
           largest_fall_kb(binned(points, k_coarse_bins)) < k_fall_max_part * rise;
}

/// Sum of the distances from their median.
double error_of_level(std::span<const Point> points) {
    const double level = median_kb(points);
    double sum = 0;
    for (const Point& point : points) {
        sum += std::abs(point.kb - level);
    }
    return sum;
}

double error_of_line(std::span<const Point> points) {
    const double kb_per_min = slope_of(points).kb_per_min;
    std::vector<Point> rests(points.begin(), points.end());
    for (Point& point : rests) {
        point.kb -= kb_per_min * point.minutes;
    }
    return error_of_level(rests);
}

/// Errors of every span of the points as one level, by first and end.
std::vector<std::vector<double>> errors_of_spans(std::span<const Point> points) {
    std::vector<std::vector<double>> errors(points.size(), std::vector<double>(points.size() + 1));
    for (std::size_t first = 0; first < points.size(); ++first) {
        for (std::size_t end = first + 1; end <= points.size(); ++end) {
            errors[first][end] = error_of_level(points.subspan(first, end - first));
        }
    }
    return errors;
}

/// Of the best split into at most `levels` levels.
double error_of_levels(std::span<const Point> points, std::size_t levels) {
    const std::vector<std::vector<double>> errors = errors_of_spans(points);
    std::vector<double> least(points.size() + 1, std::numeric_limits<double>::infinity()); ///< of the points before
    least.front() = 0;
    for (std::size_t level = 0; level < levels; ++level) {
        for (std::size_t end = points.size(); end != 0; --end) { // from behind: those before have a level less yet
            for (std::size_t first = 0; first < end; ++first) {
                least[end] = std::min(least[end], least[first] + errors[first][end]);
            }
        }
    }
    return least.back();
}

/// Whether few levels tell what happened much better than a line does. What is less than a page off a line is the
/// page's step, not the memory's.
bool goes_by_steps(std::span<const Point> coarse) {
    if (coarse.size() < k_levels_points_min) {
        return false;
    }
    const double line = error_of_line(coarse);
    if (line < k_change_min_kb * static_cast<double>(coarse.size())) {
        return false;
    }
    const std::size_t levels = std::min(k_levels_max, coarse.size() / 4 + 1);
    return error_of_levels(coarse, levels) < k_levels_error_part * line;
}

double range_kb(std::span<const Point> points) {
    const auto [lowest, highest] = std::minmax_element(points.begin(), points.end(), lower);
    return highest->kb - lowest->kb;
}

/// What a program is in its first moments is its start, and of a change in the last ones nobody knows yet whether it
/// stays.
std::span<const Point> without_ends(std::span<const Point> points) {
    const std::size_t end = std::min(k_held_min - 1, points.size() / 5);
    return points.subspan(end, points.size() - 2 * end);
}

/// Whether it went away and came back.
bool is_excursion(std::span<const Point> inner) {
    const double lowest = std::min_element(inner.begin(), inner.end(), lower)->kb;
    return range_kb(inner) >= std::max(k_excursion_min_kb, k_excursion_min_part * lowest);
}

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

std::string_view shape_name(Shape shape) {
    constexpr std::array<std::string_view, 5> names{"grows steadily", "grows in steps", "returns", "flat", "shrinks"};
    return names[static_cast<std::size_t>(shape)];
}

bool grows(Shape shape) {
    return shape == Shape::grows_steadily || shape == Shape::grows_in_steps;
}

Shape shape_of(std::span<const Point> points, const Slope& slope) {
    if (range_kb(points) < k_change_min_kb) {
        return Shape::flat;
    }
    const double rise = Ends(points).rise_kb();
    const double sloped = slope.kb_per_min * (points.back().minutes - points.front().minutes);
    const bool surely_up = slope.low > 0 && sloped >= k_change_min_kb;
    if (surely_up || (rise >= k_change_min_kb && stays_up(points))) {
        const bool steadily = surely_up && !goes_by_steps(binned(without_ends(points), k_coarse_bins));
        return steadily ? Shape::grows_steadily : Shape::grows_in_steps;
    }
    const bool surely_down = slope.high < 0 && -sloped >= k_change_min_kb;
    if (surely_down || (-rise >= k_change_min_kb && stays_up(mirrored(points)))) {
        return Shape::shrinks;
    }
    return is_excursion(without_ends(points)) ? Shape::returns : Shape::flat;
}

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
