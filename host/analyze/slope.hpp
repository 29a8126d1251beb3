// A robust slope and how sure it is.
#pragma once

#include "host/analyze/points.hpp"

#include <span>

namespace host::analyze {

struct Slope {
    double kb_per_min = 0;    ///< Theil–Sen: the median of the slopes between all pairs of points
    double low = 0, high = 0; ///< 95 % interval after Sen, wider where neighbouring points depend on each other
};

/// Of at least two points at ascending times. Takes time and memory by the square of their number.
Slope slope_of(std::span<const Point> points);

} // namespace host::analyze
