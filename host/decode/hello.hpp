// The first frame of a session: who speaks, and how. PROTOCOL.md, section 4.
#pragma once

#include "host/base/result.hpp"
#include "host/model/board.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace host::decode {

struct Hello {
    std::uint8_t major = 0;
    std::uint8_t minor = 0;
    model::Agent agent;
    std::uint64_t encodings = 0; ///< protocol::EncodingBit
    std::uint64_t next_sweep = 0;
    std::optional<std::int64_t> next_sweep_us; ///< planned, since the session's start
    std::optional<std::uint64_t> state_bytes_max;
    std::optional<std::uint64_t> address_bits;
};

/// Refuses a newer major version, naming both, and what is no hello.
Result<Hello> parse_hello(std::span<const std::uint8_t> payload);

} // namespace host::decode
