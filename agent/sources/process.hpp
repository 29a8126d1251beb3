// What is known of one process besides its smaps: the fields of `came` and `extras`. PROTOCOL.md, section 6.
#pragma once

#include "agent/sources/proc_file.hpp"

#include "protocol/protocol.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace agent::sources {

/// What `stat` says. Start time and identity together notice a reused pid and an exec.
struct ProcessStat {
    protocol::Status status = protocol::Status::failed;
    std::string_view comm; ///< in the buffer given
    std::uint32_t parent = 0;
    bool kernel_thread = false;
    std::uint32_t threads = 0;
    std::uint64_t start_ticks = 0;
    std::uint64_t vsize_bytes = 0;
    std::uint64_t rss_pages = 0;
    std::uint32_t identity = 0; ///< hash of what exec changes: name, code and stack addresses

    bool ok() const { return status == protocol::Status::ok; }
};

/// Longest `stat` line we must read: 52 numbers of up to 20 digits and a name of 64 bytes are 1.2 kB; real ones are
/// 0.4.
inline constexpr std::size_t k_stat_bytes = 1280;

ProcessStat read_stat(ProcPaths& paths, std::uint32_t pid, std::span<std::uint8_t> buffer);
/// The same from the line itself.
ProcessStat parse_stat(std::string_view line);

/// The soft stack limit in a `limits` text. False when there is none; `unlimited` says so.
bool parse_stack_limit(std::string_view limits, std::uint64_t& bytes, bool& unlimited);
/// The real uid in a `status` text.
bool parse_uid(std::string_view status, std::uint64_t& uid);
/// The stack pointer in a `task/TID/syscall` text; false for a running thread.
bool parse_stack_pointer(std::string_view syscall, std::uint64_t& pointer);

/// The name that --name compares: of the executable, else of argv[0], else comm. In `buffer`.
std::string_view process_name(ProcPaths& paths, std::uint32_t pid, std::string_view comm,
                              std::span<std::uint8_t> buffer);

} // namespace agent::sources
