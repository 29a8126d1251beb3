// The clocks that are read: of the sweeps, of the session, of what a sweep costs.
#pragma once

#include "agent/sys/sys.hpp"

#include <cstdint>

namespace agent::sources {

/// Microseconds since boot.
inline std::uint64_t now_us() {
    return sys::clock_us(sys::Clock::monotonic);
}

/// Microseconds since 1970.
inline std::int64_t wall_us() {
    return static_cast<std::int64_t>(sys::clock_us(sys::Clock::wall));
}

/// CPU time of this process, user and kernel, in microseconds; 0 where the kernel has no such clock.
inline std::uint64_t cpu_us() {
    return sys::clock_us(sys::Clock::process_cpu);
}

} // namespace agent::sources
