#include "host/analyze/points.hpp"

#include <algorithm>
#include <cmath>

namespace host::analyze {

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

} // namespace host::analyze
