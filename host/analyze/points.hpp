// Values over time as reals: what a slope and the shape of a trend are reckoned from.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace host::analyze {

struct Point {
    double minutes = 0;
    double kb = 0;
};

/// Of at least one value; leaves them in another order.
double median(std::vector<double>& values);

/// Of at least one point.
double median_kb(std::span<const Point> points);

/// At most `bins_max` bins of equal time, each the median of its points; empty ones (gaps) are left out. Times ascend.
std::vector<Point> binned(std::span<const Point> points, std::size_t bins_max);

} // namespace host::analyze
