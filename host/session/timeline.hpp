// Moments of a recording → microseconds on its own axis, which starts with its first session.
#pragma once

#include "host/capture/capture_index.hpp"
#include "host/cli/options.hpp"
#include "host/decode/time_axis.hpp"
#include "host/model/board.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace host::session {

/// The axis of a recording up to the session that a key point at `offset` is of.
decode::TimeAxis axis_before(const capture::CaptureIndex& index, std::uint64_t offset);

/// An offset or a wall time on the axis of the recording; nothing for the words.
std::optional<std::int64_t> on_axis_us(const cli::Moment& moment, const model::Agent& first);

/// The last key point that is not after `time_us`, or the first one; nothing when there is none.
std::optional<capture::KeyPoint> key_point_before(const capture::CaptureIndex& index, std::int64_t time_us);

} // namespace host::session
