// Where in a capture reading may begin: its index frames, or where those are missing its hellos. PROTOCOL.md,
// section 12.
#pragma once

#include "host/model/board.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace host::capture {

/// Reads up to the size of the buffer at an offset; less only at the end of the file.
using ReadAt = std::function<std::size_t(std::uint64_t offset, std::span<std::uint8_t> buffer)>;

/// A hello, directly before a key sweep.
struct KeyPoint {
    std::uint64_t offset = 0;
    std::int64_t session_us = 0; ///< planned time of that sweep, since the session's start
    std::size_t session = 0;     ///< index into CaptureIndex::sessions
};

struct CaptureIndex {
    std::vector<model::Agent> sessions;    ///< as their first hello in the file has it
    std::vector<KeyPoint> points;          ///< ascending offsets
    std::uint64_t last_index = UINT64_MAX; ///< offset of the last index frame; UINT64_MAX: no whole chain of them
    std::size_t listed_points = 0;         ///< points that such a chain lists; the others follow them
};

/// Reads the chain of index frames from the last one on and scans what it does not cover for hellos.
CaptureIndex read_capture_index(const ReadAt& read, std::uint64_t file_bytes);

} // namespace host::capture
