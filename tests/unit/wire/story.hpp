// What the host's decoders, or the agent's for control frames, make of a stream, in lines to compare.
#pragma once

#include "tests/support/wire.hpp"

#include <string>
#include <vector>

namespace test {

/// Fed `portion` bytes at a time; 0: whole.
std::vector<std::string> story_of_session(const Bytes& stream, std::size_t portion = 0);
std::vector<std::string> story_of_control(const Bytes& stream);
std::vector<std::string> story_of_capture(const Bytes& stream);

} // namespace test
