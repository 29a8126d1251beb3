#include "host/session/timeline.hpp"

#include <algorithm>

namespace host::session {

namespace {

/// Takes key point `i` in, and its session where it is the first of it.
void take(decode::TimeAxis& axis, const capture::CaptureIndex& index, std::size_t i) {
    const capture::KeyPoint& point = index.points[i];
    if (i == 0 || index.points[i - 1].session != point.session) {
        axis.session(index.sessions[point.session]);
    }
    axis.key_sweep(point.session_us);
}

} // namespace

std::optional<std::int64_t> on_axis_us(const cli::Moment& moment, const model::Agent& first) {
    switch (moment.kind) {
    case cli::Moment::Kind::offset: return moment.us;
    case cli::Moment::Kind::utc: return moment.us - first.start_wall_us.value_or(0);
    case cli::Moment::Kind::first:
    case cli::Moment::Kind::last:
    case cli::Moment::Kind::peak: break;
    }
    return {};
}

std::optional<capture::KeyPoint> key_point_before(const capture::CaptureIndex& index, std::int64_t time_us) {
    std::optional<capture::KeyPoint> best;
    decode::TimeAxis axis;
    for (std::size_t i = 0; i < index.points.size(); ++i) {
        take(axis, index, i);
        if (!best || axis.on_axis_us(index.points[i].session_us) <= time_us) {
            best = index.points[i];
        }
    }
    return best;
}

decode::TimeAxis axis_before(const capture::CaptureIndex& index, std::uint64_t offset) {
    decode::TimeAxis axis;
    const auto point = std::find_if(index.points.begin(), index.points.end(),
                                    [offset](const capture::KeyPoint& one) { return one.offset == offset; });
    for (std::size_t i = 0; point != index.points.end() && index.points[i].session != point->session; ++i) {
        take(axis, index, i);
    }
    return axis;
}

} // namespace host::session
