// How much of a live line's capacity was used, and what was lost on it.
#pragma once

#include "host/decode/frame_reader.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace host::session {

struct LineUse {
    decode::LineCounts counts;
    std::uint64_t sweeps_skipped = 0;   ///< by the agent: line too slow, cost limit, or late
    std::chrono::milliseconds heard{0}; ///< from the first byte to the last
    std::uint32_t baud = 0;             ///< of a serial line, 8N1; 0: no serial line
};

/// Whether a part of the stream did not arrive.
bool lost_something(const LineUse& use);

/// For people, one line: `512 bytes in 4.0 s, 1.1 % of 115200 baud; 1 frame lost, 20 bytes of something else`.
std::string line_sentence(const LineUse& use);

} // namespace host::session
