#include "host/analyze/slope.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace host::analyze {
namespace {

constexpr double k_normal_quantile = 1.959964;     ///< two-sided 95 %
constexpr std::size_t k_dependence_points_min = 7; ///< fewer say nothing about how they depend on each other

std::vector<double> values_of(std::span<const Point> points) {
    std::vector<double> values;
    values.reserve(points.size());
    for (const Point& point : points) {
        values.push_back(point.kb);
    }
    return values;
}

std::vector<double> pair_slopes(std::span<const Point> points) {
    std::vector<double> slopes;
    slopes.reserve(points.size() * (points.size() - 1) / 2);
    for (std::size_t i = 0; i < points.size(); ++i) {
        for (std::size_t j = i + 1; j < points.size(); ++j) {
            slopes.push_back((points[j].kb - points[i].kb) / (points[j].minutes - points[i].minutes));
        }
    }
    return slopes;
}

/// Variance of Kendall's S of independent values under no trend; ties make it smaller.
double kendall_variance(std::span<const Point> points) {
    const auto term = [](double n) { return n * (n - 1) * (2 * n + 5); };
    std::vector<double> values = values_of(points);
    std::sort(values.begin(), values.end());
    double variance = term(static_cast<double>(values.size()));
    for (auto first = values.begin(); first != values.end();) {
        const auto end = std::upper_bound(first, values.end(), *first);
        variance -= term(static_cast<double>(end - first));
        first = end;
    }
    return std::max(0.0, variance / 18);
}

/// Ranks about their mean; equal values share one. Of ranks no spike weighs more than another.
std::vector<double> centred_ranks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t first = 0, end = 0; first < order.size(); first = end) {
        for (end = first; end < order.size() && values[order[end]] == values[order[first]]; ++end) {
        }
        for (std::size_t i = first; i < end; ++i) {
            ranks[order[i]] = (static_cast<double>(first + end) - static_cast<double>(order.size())) / 2;
        }
    }
    return ranks;
}

/// Correlation of each value with the one `lag` behind it.
double correlation(const std::vector<double>& ranks, std::size_t lag) {
    const auto lagged = ranks.begin() + static_cast<std::ptrdiff_t>(lag);
    const double all = std::inner_product(ranks.begin(), ranks.end(), ranks.begin(), 0.0);
    return all == 0 ? 0 : std::inner_product(lagged, ranks.end(), ranks.begin(), 0.0) / all;
}

/// By how much dependence between neighbours widens the variance: the larger of two estimates. The sum of the
/// correlations up to the first that is not positive (Geyer) knows waves and long levels; a first-order process with
/// the bias of so few points taken out (Marriott and Pope) knows a drift whose end is not seen.
double dependence(std::span<const Point> points, double kb_per_min) {
    std::vector<double> rests;
    for (const Point& point : points) {
        rests.push_back(point.kb - kb_per_min * (point.minutes - points.front().minutes));
    }
    const std::vector<double> ranks = centred_ranks(rests);
    double summed = 1;
    for (std::size_t lag = 1; lag < ranks.size(); ++lag) {
        const double one = correlation(ranks, lag);
        if (one <= 0) {
            break;
        }
        summed += 2 * one;
    }
    if (points.size() < k_dependence_points_min) {
        return summed;
    }
    const double count = static_cast<double>(points.size());
    const double first = std::clamp((count * correlation(ranks, 1) + 2) / (count - 4), 0.0, 1 - 1 / count);
    return std::max(summed, (1 + first) / (1 - first));
}

} // namespace

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

std::vector<Point> binned(std::span<const Point> points, std::size_t bins_max) {
    if (points.size() <= bins_max) {
        return {points.begin(), points.end()};
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
        const std::span<const Point> in_bin = points.subspan(first, end - first);
        bins.push_back({(in_bin.front().minutes + in_bin.back().minutes) / 2, median_kb(in_bin)});
        first = end;
    }
    return bins;
}

Slope slope_of(std::span<const Point> points) {
    std::vector<double> slopes = pair_slopes(points);
    Slope slope;
    slope.kb_per_min = median(slopes);
    const double count = static_cast<double>(slopes.size());
    const double reach = k_normal_quantile * std::sqrt(kendall_variance(points) * dependence(points, slope.kb_per_min));
    const auto at = [&](double rank) {
        const auto place = slopes.begin() + static_cast<std::ptrdiff_t>(std::clamp(rank, 0.0, count - 1));
        std::nth_element(slopes.begin(), place, slopes.end());
        return *place;
    };
    slope.low = at(std::floor((count - reach) / 2) - 1);
    slope.high = at(std::ceil((count + reach) / 2));
    return slope;
}

} // namespace host::analyze
