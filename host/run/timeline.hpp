// Moments of a recording → microseconds on its own axis, which starts with its first session.
#pragma once

#include "host/decode/capture_index.hpp"
#include "host/model/board.hpp"
#include "host/options.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace host::run {

/// Start of `later` after the start of `first`: by the board's own clock while it has not booted in between, else by
/// wall clock. 0 when neither tells.
std::int64_t session_offset_us(const model::Agent& first, const model::Agent& later);

/// An offset or a wall time on the axis of the recording; nothing for the words.
std::optional<std::int64_t> on_axis_us(const Moment& moment, const model::Agent& first);

/// The last key point that is not after `time_us`, or the first one; nothing when there is none.
std::optional<decode::KeyPoint> key_point_before(const decode::CaptureIndex& index, std::int64_t time_us);

} // namespace host::run
