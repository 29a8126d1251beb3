// What is known of one process besides its smaps. PROTOCOL.md, section 6.
#pragma once

#include "agent/sources/proc_files.hpp"

#include "protocol/protocol.hpp"

#include <cstdint>

namespace agent::sources {

/// Numbers in `stat` after the name, as proc(5) counts them; the first is 3.
enum StatField : std::uint8_t {
    k_stat_parent = 4,
    k_stat_flags = 9,
    k_stat_threads = 20,
    k_stat_start = 22,
    k_stat_vsize = 23,
    k_stat_rss = 24,
    k_stat_code_start = 26,
    k_stat_code_end = 27,
    k_stat_stack_start = 28,
};

/// The contents of `stat`.
struct ProcessStat {
    protocol::Status status = protocol::Status::failed;
    const char* comm = nullptr;   ///< in the text given
    const char* fields = nullptr; ///< from field 3 on
    std::uint32_t identity = 0; ///< hash of what a reused pid or an exec changes: start, name, code and stack addresses

    bool ok() const { return status == protocol::Status::ok; }
    /// The text from this field on; empty when there is none.
    const char* field(unsigned number) const;
    std::uint32_t number(unsigned field) const;
    bool kernel_thread() const;
};

/// Longest `stat` line we must read: 52 numbers of up to 20 digits and a name of 64 bytes are 1.2 kB; real ones are
/// 0.4.
inline constexpr std::size_t k_stat_bytes = 1280;

/// Into the buffer of `files`, from its start.
ProcessStat read_stat(ProcFiles& files, std::uint32_t pid);
/// The same from the line itself, in which the name is cut off.
ProcessStat parse_stat(char* line);

/// The stack pointer in a `task/TID/syscall` text; false for a running thread.
bool parse_stack_pointer(const char* syscall, WideNumber& pointer);

/// The name of a process whose `stat` cannot be read: from `comm`, else from `status`; into the buffer, from its start.
/// nullptr when neither has it.
char* read_comm(ProcFiles& files, std::uint32_t pid);

/// The name that --name compares (protocol/program_name.hpp); `comm` is empty where it is unknown. Read into the buffer
/// behind a `stat` line.
const char* process_name(ProcFiles& files, std::uint32_t pid, const char* comm);

} // namespace agent::sources
