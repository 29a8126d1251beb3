// Host after host, each in a session of its own, until the work is done.
#pragma once

#include "agent/session.hpp"

#include <cstdint>
#include <span>

namespace agent {

/// The frames for hosts that are not served.
transport::Refusals refusals();

/// Memory of a run, after the buffers: places for processes, then the encoder's state.
struct MemoryLayout {
    std::span<sources::Process> processes;
    std::span<std::uint8_t> state;
};

/// Answers the exit code.
int serve_hosts(Context& context, const MemoryLayout& layout);

} // namespace agent
