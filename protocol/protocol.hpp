// Every number of the wire: frame types, tags, status values, limits. All other files use these names.
// The document that leads: PROTOCOL.md (sections named at each group).
#pragma once

#include <cstddef>
#include <cstdint>

namespace protocol {

inline constexpr std::uint8_t k_version_major = 1;
inline constexpr std::uint8_t k_version_minor = 0;

// Section 2: frames.
inline constexpr std::uint8_t k_sync = 0x1E;
inline constexpr std::uint8_t k_stuffed = 0x00; ///< follows a SYNC byte that is data
inline constexpr std::uint8_t k_idle = 0x80;    ///< type bit of an idle sweep; the low 7 bits are its number
inline constexpr std::uint8_t k_sequence_mask = 0x7F;
inline constexpr std::uint32_t k_sequence_tries = 32; ///< gaps of up to 32 * 128 frames are counted exactly
inline constexpr std::size_t k_payload_bytes_max = 16384;
inline constexpr std::size_t k_crc_bytes = 4;

enum class FrameType : std::uint8_t {
    hello = 0x01,
    info = 0x02,
    goodbye = 0x03,
    control = 0x04,
    challenge = 0x05,
    sealed = 0x06,
    sweep = 0x20, ///< plus SweepBit
    index = 0x40, ///< this and above: not counted, number 0
    note = 0x41,
};
inline constexpr std::uint8_t k_uncounted_from = 0x40;

// Section 5: sweeps.
enum SweepBit : std::uint8_t { k_sweep_first = 1, k_sweep_last = 2, k_sweep_key = 4, k_sweep_records = 8 };
inline constexpr std::uint8_t k_sweep_bits = 0x0F;
inline constexpr unsigned k_check_bytes_delta = 4;
inline constexpr unsigned k_check_bytes_key = 8;

// Section 4: hello fields.
enum class HelloField : std::uint8_t {
    session_id = 1,
    agent_version,
    cpu,
    byte_order,
    page_size,
    clock_ticks,
    kernel_release,
    boot_id,
    host_name,
    privileges,
    start_wall_us,
    start_monotonic_us,
    period_ms,
    encodings,
    next_sweep,
    state_bytes_max,
    machine,
    address_bits,
    next_sweep_us,
};
enum PrivilegeBit : std::uint8_t { k_privilege_root = 1, k_privilege_ptrace = 2 };
enum EncodingBit : std::uint8_t { k_encoding_raw = 1, k_encoding_coded = 2 };

// Section 6: records.
enum class RecordTag : std::uint8_t { end, skipped, offset, period, came, went, status, text, extras };
enum class ProcessField : std::uint8_t {
    start_time = 1,
    parent,
    uid,
    comm,
    cmdline,
    exe,
    stack_limit,
    threads,
    oom_score,
    stack_pointers,
    reasons,
    cmdline_bytes,
    vsize_bytes,
    rss_pages,
};
enum class Status : std::uint8_t {
    ok,
    gone,
    denied,
    empty,
    missing,
    failed,
    changed,
    rollup,
    fallback,
    // What a host concludes; never on the wire.
    damaged = 128,    ///< there is a text, but no mapping could be read from it
    main_thread_ended ///< smaps is empty, but the process has other threads and so memory
};
enum class FileKind : std::uint8_t {
    smaps,
    smaps_rollup,
    maps,
    statm,
    status,
    limits,
    stat,
    cmdline,
    comm,
    exe,
    oom_score,
    syscall,
    meminfo,
};
enum class SkipReason : std::uint8_t { line = 1, cost, late };
enum class PeriodReason : std::uint8_t { asked = 1, line, cost, recovered };
inline constexpr std::uint8_t k_text_last = 1;

// Section 9: info fields.
enum class InfoField : std::uint8_t { next_sweep = 1, meminfo_text, meminfo_changes, sweep_costs, totals };

// Section 10: control fields.
enum class ControlField : std::uint8_t {
    pid = 1,
    name,
    all,
    period_ms,
    key_now,
    stop,
    info_period_ms,
    key_interval_ms,
    count,
};
inline constexpr std::size_t k_control_pids_max = 64;
inline constexpr std::size_t k_control_names_max = 16;
inline constexpr std::size_t k_control_name_bytes_max = 64;

// Section 11: goodbye.
enum class GoodbyeReason : std::uint8_t { count = 1, stopped, busy, signal, nothing_left, not_allowed, key_needed };

// Section 13: limits a host enforces.
inline constexpr std::size_t k_body_bytes_max = std::size_t{64} << 20;
inline constexpr std::size_t k_text_bytes_max = std::size_t{64} << 20;
inline constexpr std::size_t k_processes_max = 32768;
inline constexpr std::size_t k_threads_max = 65536; ///< in a field of stack pointers
inline constexpr std::size_t k_vmas_max = 1048576;
inline constexpr std::size_t k_name_bytes_max = 4096;
inline constexpr std::size_t k_files_max = 65536;

} // namespace protocol
