#include "host/decode/time_axis.hpp"

#include <algorithm>

namespace host::decode {
namespace {

// Unsigned, here and below, so that hostile clocks wrap instead of overflowing.
std::int64_t subtract(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

/// Start of `later` after the start of `first`, where a clock is known.
std::optional<std::int64_t> distance_us(const model::Agent& first, const model::Agent& later) {
    const bool same_boot = !first.boot_id.empty() && first.boot_id == later.boot_id;
    if (same_boot && first.start_monotonic_us && later.start_monotonic_us) {
        return subtract(*later.start_monotonic_us, *first.start_monotonic_us);
    }
    if (first.start_wall_us && later.start_wall_us) {
        return subtract(*later.start_wall_us, *first.start_wall_us);
    }
    return {};
}

} // namespace

void TimeAxis::session(const model::Agent& agent) {
    if (!first_) {
        first_ = agent;
        return;
    }
    offset_us_ = std::max(distance_us(*first_, agent).value_or(reached_us_), reached_us_);
}

void TimeAxis::key_sweep(std::int64_t session_us) {
    reached_us_ = std::max(reached_us_, on_axis_us(session_us));
}

std::int64_t TimeAxis::on_axis_us(std::int64_t session_us) const {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(offset_us_) + static_cast<std::uint64_t>(session_us));
}

} // namespace host::decode
