// What the session decoder's fuzz target is given, and its seeds: `type, size low, size high, payload` again and again.
#pragma once

#include "tests/support/wire.hpp"

#include <algorithm>

namespace test {

/// The stream of valid frames that an input describes, after a hello; a hello of its own sets the frame numbers.
inline Bytes stream_of(std::span<const std::uint8_t> input) {
    Bytes stream = hello();
    std::uint32_t number = 1;
    for (std::size_t at = 0; at + 3 <= input.size();) {
        const std::uint8_t type = input[at];
        const std::size_t wanted = (input[at + 1] | std::size_t{input[at + 2]} << 8) % 16384;
        at += 3;
        const auto payload = input.subspan(at, std::min(wanted, input.size() - at));
        at += payload.size();
        if (type == static_cast<std::uint8_t>(protocol::FrameType::hello) && payload.size() >= 4) {
            number = static_cast<std::uint32_t>(protocol::load(payload.data(), 4));
        }
        if (type != 0 && type != protocol::k_sync) {
            append(stream, frame(type, number++, payload));
        }
    }
    return stream;
}

/// One frame of an input.
inline void append_frame(Bytes& input, std::uint8_t type, std::span<const std::uint8_t> payload) {
    input.push_back(type);
    append_fixed(input, payload.size(), 2);
    append(input, payload);
}

} // namespace test
