// The worked bytes of PROTOCOL.md, section 15: each made by the programs' own writers, to be compared with the stored
// file.
#pragma once

#include "tests/support/wire.hpp"

#include <functional>
#include <string>
#include <vector>

namespace test {

struct Vector {
    std::string name;  ///< of the file, without .hex
    std::string about; ///< a line or two
    std::function<Bytes()> encode;
    /// What a reader makes of the bytes, line by line.
    std::function<std::vector<std::string>(const Bytes&)> decode;
};

/// What a host reports of a stream that it is given at once: the `decode` of most vectors.
std::vector<std::string> story_of_session_whole(const Bytes& stream);

std::vector<Vector> frame_vectors();
std::vector<Vector> sweep_vectors();
std::vector<Vector> damaged_vectors();

/// All of them.
const std::vector<Vector>& vectors();

/// The whole text of the file of a vector.
std::string file_text(const Vector& vector);

} // namespace test
