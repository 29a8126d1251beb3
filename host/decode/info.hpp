// What an agent reports besides sweeps: meminfo and the cost of its sweeps. PROTOCOL.md, section 9.
#pragma once

#include "host/model/board.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace host::decode {

struct SweepCost {
    std::uint64_t wall_us = 0;
    std::uint64_t cpu_us = 0;
};

struct Info {
    std::uint64_t next_sweep = 0;
    std::vector<SweepCost> costs; ///< of the last sweeps before next_sweep, oldest first
    struct Totals {
        std::uint64_t sweeps = 0, skipped = 0, bytes_sent = 0, control_damaged = 0;
    };
    std::optional<Totals> totals;
};

/// Takes an info record over into the board's meminfo; the rest is returned. Damaged fields are skipped.
Info apply_info(std::span<const std::uint8_t> payload, model::Board& board);

} // namespace host::decode
