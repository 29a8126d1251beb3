// Every exit code of smaps-agent; the same meaning as the host's.
#pragma once

namespace agent {

inline constexpr int k_exit_done = 0;
inline constexpr int k_exit_failed = 1;
inline constexpr int k_exit_usage = 2;
inline constexpr int k_exit_interrupted = 130;

} // namespace agent
