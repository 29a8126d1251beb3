#include "host/run/timeline.hpp"

namespace host::run {

std::int64_t session_offset_us(const model::Agent& first, const model::Agent& later) {
    const bool same_boot = !first.boot_id.empty() && first.boot_id == later.boot_id;
    if (same_boot && first.start_monotonic_us && later.start_monotonic_us) {
        return *later.start_monotonic_us - *first.start_monotonic_us;
    }
    if (first.start_wall_us && later.start_wall_us) {
        return *later.start_wall_us - *first.start_wall_us;
    }
    return 0;
}

std::optional<std::int64_t> on_axis_us(const Moment& moment, const model::Agent& first) {
    switch (moment.kind) {
    case Moment::Kind::offset: return moment.us;
    case Moment::Kind::utc: return moment.us - first.start_wall_us.value_or(0);
    case Moment::Kind::first:
    case Moment::Kind::last:
    case Moment::Kind::peak: break;
    }
    return {};
}

std::optional<decode::KeyPoint> key_point_before(const decode::CaptureIndex& index, std::int64_t time_us) {
    std::optional<decode::KeyPoint> best;
    for (const decode::KeyPoint& point : index.points) {
        const std::int64_t at =
            point.session_us + session_offset_us(index.sessions.front(), index.sessions[point.session]);
        if (!best || at <= time_us) {
            best = point;
        }
    }
    return best;
}

} // namespace host::run
