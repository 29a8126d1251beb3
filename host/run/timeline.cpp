#include "host/run/timeline.hpp"

#include <algorithm>

namespace host::run {

namespace {

/// Takes key point `i` in, and its session where it is the first of it.
void take(decode::TimeAxis& axis, const decode::CaptureIndex& index, std::size_t i) {
    const decode::KeyPoint& point = index.points[i];
    if (i == 0 || index.points[i - 1].session != point.session) {
        axis.session(index.sessions[point.session]);
    }
    axis.key_sweep(point.session_us);
}

} // namespace

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
    decode::TimeAxis axis;
    for (std::size_t i = 0; i < index.points.size(); ++i) {
        take(axis, index, i);
        if (!best || axis.on_axis_us(index.points[i].session_us) <= time_us) {
            best = index.points[i];
        }
    }
    return best;
}

decode::TimeAxis axis_before(const decode::CaptureIndex& index, std::uint64_t offset) {
    decode::TimeAxis axis;
    const auto point = std::find_if(index.points.begin(), index.points.end(),
                                    [offset](const decode::KeyPoint& one) { return one.offset == offset; });
    for (std::size_t i = 0; point != index.points.end() && index.points[i].session != point->session; ++i) {
        take(axis, index, i);
    }
    return axis;
}

} // namespace host::run
