// A word for how values went over time.
#pragma once

#include "host/analyze/slope.hpp"

#include <cstdint>
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

} // namespace host::analyze
