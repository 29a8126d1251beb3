// Values over time, and a robust slope with how sure it is.
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

struct Slope {
    double kb_per_min = 0;    ///< Theil–Sen: the median of the slopes between all pairs of points
    double low = 0, high = 0; ///< 95 % interval after Sen, wider where neighbouring points depend on each other
};

/// Of at least two points at ascending times. Takes time and memory by the square of their number.
Slope slope_of(std::span<const Point> points);

} // namespace host::analyze
