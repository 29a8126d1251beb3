#include "host/session/time_window.hpp"

#include <algorithm>

namespace host::session {
namespace {

using Kind = cli::Moment::Kind;

/// Adds key point `i` to the axis, and its session where the point is its first.
void add_key_point(decode::TimeAxis& axis, const capture::CaptureIndex& index, std::size_t i) {
    const capture::KeyPoint& point = index.points[i];
    if (i == 0 || index.points[i - 1].session != point.session) {
        axis.session(index.sessions[point.session]);
    }
    axis.key_sweep(point.session_us);
}

/// Nothing for the words.
std::optional<std::int64_t> on_axis_us(const std::optional<cli::Moment>& moment,
                                       std::optional<std::int64_t> start_wall_us) {
    if (!moment || moment->is_word()) {
        return {};
    }
    return moment->kind == Kind::utc ? moment->us - start_wall_us.value_or(0) : moment->us;
}

/// Whether the moment is a word, and not the one that is no bound.
bool is_bound(const std::optional<cli::Moment>& moment, Kind no_bound) {
    return moment && moment->is_word() && moment->kind != no_bound;
}

} // namespace

TimeWindow time_window(const cli::TimeSelection& selection, std::optional<std::int64_t> start_wall_us, bool over_time,
                       const FindLandmarks& find_landmarks) {
    TimeWindow window;
    window.shows_peak = selection.shows(Kind::peak);
    window.shows_moment = selection.at && !selection.at->is_word();
    window.from_us = on_axis_us(selection.from, start_wall_us).value_or(window.from_us);
    window.to_us = on_axis_us(selection.to, start_wall_us).value_or(window.to_us);
    const std::optional<cli::Moment>& to = window.shows_peak && over_time ? selection.at : selection.to;
    const bool from_is_word = is_bound(selection.from, Kind::first);
    const bool to_is_word = is_bound(to, Kind::last);
    if (from_is_word || to_is_word) {
        const Landmarks found = find_landmarks(window);
        if (from_is_word) {
            window.from_us =
                (selection.from->kind == Kind::last ? found.last_us : found.peak_us).value_or(window.from_us);
        }
        if (to_is_word) {
            window.to_us = (to->kind == Kind::first ? found.first_us : found.peak_us).value_or(window.to_us);
        }
    }
    if (selection.duration_us) {
        window.to_us = std::min(window.to_us, std::max<std::int64_t>(window.from_us, 0) + *selection.duration_us);
    }
    window.to_us = std::min(window.to_us, on_axis_us(selection.at, start_wall_us).value_or(window.to_us));
    window.sweeps_max = selection.shows(Kind::first) ? 1 : selection.count.value_or(window.sweeps_max);
    return window;
}

std::optional<capture::KeyPoint> key_point_before(const capture::CaptureIndex& index, std::int64_t time_us) {
    std::optional<capture::KeyPoint> best;
    decode::TimeAxis axis;
    for (std::size_t i = 0; i < index.points.size(); ++i) {
        add_key_point(axis, index, i);
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
        add_key_point(axis, index, i);
    }
    return axis;
}

} // namespace host::session
