// A small session of coded texts as the agent's encoder sends it, frame by frame, and what every sweep of it shows:
// what is damaged, and compared, in tests and fuzz targets.
#pragma once

#include "host/decode/frame_reader.hpp"
#include "host/model/board.hpp"
#include "tests/support/wire.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace test {

using Texts = std::map<host::model::Pid, std::string>;

inline constexpr std::uint64_t k_coded_sweeps = 13;

/// What the board shows in a sweep: one process that grows every other sweep, one that starts and exits, one literal
/// text.
Texts truth(std::uint64_t sweep);

struct Recorded {
    std::vector<Bytes> frames;              ///< one by one, as sent
    std::vector<host::decode::Frame> heads; ///< their payloads are no longer there
    std::vector<Bytes> payloads;

    Bytes stream() const;
};

/// A hello and a key sweep now and then; changes and idle sweeps in between.
const Recorded& recorded();

} // namespace test
