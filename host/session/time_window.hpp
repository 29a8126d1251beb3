// The one place where --from, --to, --at, --count and --duration are interpreted for a recording: TimeSelection → the
// sweeps that count, in microseconds on the recording's axis, which starts with its first session.
#pragma once

#include "host/capture/capture_index.hpp"
#include "host/cli/time_selection.hpp"
#include "host/decode/time_axis.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>

namespace host::session {

/// The part of a recording that counts. The last of its sweeps is shown, or the one with the peak.
struct TimeWindow {
    static constexpr std::int64_t k_start = std::numeric_limits<std::int64_t>::min();
    static constexpr std::int64_t k_end = std::numeric_limits<std::int64_t>::max();

    std::int64_t from_us = k_start;
    std::int64_t to_us = k_end;
    std::uint64_t sweeps_max = std::numeric_limits<std::uint64_t>::max();
    bool shows_peak = false;
    bool shows_moment = false; ///< --at named a time: sweeps before the last one are of no use to a report of one sweep

    /// Where decoding may begin. Without a beginning everything is decoded, and damage reported, unless a single moment
    /// is asked for.
    std::int64_t decode_from_us(bool over_time) const {
        return shows_moment && !over_time && to_us > from_us ? to_us : from_us;
    }
};

/// Times of the sweeps that the words first, last and peak stand for; all present when there is a sweep.
struct Landmarks {
    std::optional<std::int64_t> first_us, last_us, peak_us;
};

/// Reads the recording for the landmarks within a window; called only where a word bounds the selection.
using FindLandmarks = std::function<Landmarks(const TimeWindow& within)>;

/// `start_wall_us`: wall clock at 0 of the axis. `over_time`: what is asked for is made from many sweeps, which end at
/// --at.
TimeWindow time_window(const cli::TimeSelection& selection, std::optional<std::int64_t> start_wall_us, bool over_time,
                       const FindLandmarks& find_landmarks);

/// The axis of a recording up to the session of the key point at `offset`.
decode::TimeAxis axis_before(const capture::CaptureIndex& index, std::uint64_t offset);

/// The last key point that is not after `time_us`, or the first one; nothing when there is none.
std::optional<capture::KeyPoint> key_point_before(const capture::CaptureIndex& index, std::int64_t time_us);

} // namespace host::session
