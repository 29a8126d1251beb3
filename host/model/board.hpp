// Everything known of one board at one sweep. The decoder keeps it current in place; reports read it.
#pragma once

#include "host/base/splice.hpp"
#include "host/model/mapping.hpp"
#include "host/model/meminfo.hpp"
#include "protocol/protocol.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::model {

using Pid = std::uint32_t;

/// How the smaps of a process was read.
using Status = protocol::Status;

/// In words, for `n/a (reason)`.
std::string_view status_reason(Status status);

/// The files of a process.
using FileKind = protocol::FileKind;

struct StackPointer {
    Pid tid = 0;
    std::uint64_t address = 0;

    friend bool operator==(const StackPointer&, const StackPointer&) = default;
};

/// What is known of a process besides its smaps. Absent means unknown, never zero.
struct ProcessInfo {
    std::optional<std::uint64_t> start_ticks; ///< after boot; with the pid the identity of a process
    std::optional<std::uint64_t> start_code;  ///< address in the text of the program; where the kernel shows it
    std::optional<Pid> parent;
    std::optional<std::uint32_t> uid;
    std::optional<std::string> comm;
    std::optional<std::string> cmdline; ///< NUL-separated, as in /proc
    std::optional<std::string> exe;
    std::optional<std::uint64_t> stack_limit_bytes; ///< soft limit
    bool stack_unlimited = false;
    std::optional<std::uint32_t> threads;
    std::optional<std::int32_t> oom_score;
    std::vector<StackPointer> stack_pointers;
    std::map<FileKind, Status> reasons;         ///< why that file could not be read
    std::optional<std::uint64_t> cmdline_bytes; ///< full length, where cmdline was cut
    std::optional<std::uint64_t> vsize_bytes;   ///< from stat or status: 0 without memory of its own
    std::optional<std::uint64_t> rss_pages;     ///< from stat

    friend bool operator==(const ProcessInfo&, const ProcessInfo&) = default;
};

/// What differs from the sweep before, reported by the decoder that keeps the board current; sums follow it.
struct Changes {
    bool all = true;                     ///< new, or simply not known which; else the other two say it
    std::vector<std::uint32_t> mappings; ///< ascending indices of VMAs that are the same and differ in something
    Splices splices;                     ///< VMAs removed, and those inserted in their place

    bool none() const { return !all && mappings.empty() && splices.empty(); }
};

/// Why the content of that file is unknown: the reason sent in its place, else `otherwise`.
std::string_view file_reason(const ProcessInfo& info, FileKind file, std::string_view otherwise);

struct Process {
    Pid pid = 0;
    ProcessInfo info;
    Status status = Status::ok;
    bool was_read = false; ///< in some sweep its smaps had mappings
    Snapshot snapshot;
    std::map<FileKind, std::string> other_texts; ///< e.g. smaps_rollup, maps
    bool changed = true;                         ///< its text differs from the sweep before
    Changes changes;                             ///< in detail; `changes.none()` when not `changed`

    /// Base name of the executable, else of argv[0], else comm; what --name matches (protocol/program_name.hpp).
    std::string program() const;

    /// Makes the status one that a reader can rely on, once text and info are there: kernels before 2.6.39 give an
    /// empty smaps instead of refusing it, later ones refuse that of a kernel thread.
    void conclude_status();
};

/// What an agent says of itself and of its board.
struct Agent {
    std::uint64_t session_id = 0;
    std::string version, cpu, kernel_release, machine, boot_id, host_name;
    std::optional<std::uint64_t> page_size_bytes;
    std::optional<std::uint64_t> clock_ticks_per_second;
    std::optional<bool> big_endian;
    std::optional<std::uint64_t> privileges;        ///< protocol::PrivilegeBit
    std::optional<std::int64_t> start_wall_us;      ///< where sweep times count from, since 1970-01-01 UTC
    std::optional<std::int64_t> start_monotonic_us; ///< of the session, since boot
    std::uint64_t period_ms = 0;

    /// Known to be without what opens other users' smaps.
    bool lacks_ptrace() const { return privileges && (*privileges & protocol::k_privilege_ptrace) == 0; }

    friend bool operator==(const Agent&, const Agent&) = default;
};

struct SweepInfo {
    std::uint64_t number = 0;
    std::int64_t time_us = 0;  ///< since the start of the board's first session
    std::uint64_t skipped = 0; ///< sweeps not made since the one before
    std::optional<std::uint64_t> wall_cost_us, cpu_cost_us;
};

struct Board {
    std::string source; ///< as the user named it: board:7000, run.smaps, /proc
    Agent agent;
    SweepInfo sweep;
    std::map<Pid, Process> processes;
    std::vector<Pid> went; ///< since the sweep before
    Meminfo meminfo;
    std::optional<std::uint64_t> zram_kb; ///< RAM that all zram devices take
    NameTable names;
};

} // namespace host::model
