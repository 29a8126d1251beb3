// All messages of the agent for people, in one place: `smaps-agent: object: what; what next`.
#pragma once

#include "agent/text.hpp"

#include <cstdint>

namespace agent {

// clang-format off
#define SMAPS_MESSAGES(row)                                                                                            \
    row(none, "")                                                                                                      \
    /* wrong usage */                                                                                                  \
    row(unknown_option, "unknown option; see --help")                                                                  \
    row(takes_no_value, "takes no value; see --help")                                                                  \
    row(needs_value, "needs a value; see --help")                                                                      \
    row(no_transport, "no transport; give --listen, --connect, --serial or --stdio")                                   \
    row(no_keys, "not in this build; use --stdio through ssh")                                                         \
    row(two_transports, "more than one transport; give only one")                                                      \
    row(no_port, "not a port; write [ADDR:]PORT")                                                                      \
    row(no_address, "not an address and port; write ADDR:PORT")                                                        \
    row(not_numeric, "not a numeric address; there is no resolver; write 192.168.1.2:7000 or [fe80::1]:7000")          \
    row(bad_speed, "not a speed of 1200 to 4000000; write DEV:BAUD")                                                   \
    row(bad_pid, "not a pid; give up to 64 numbers from 1")                                                            \
    row(bad_name, "not a pattern; give up to 16 such as 'myapp*'")                                                     \
    row(bad_network, "not a network; give up to 16 such as 10.1.0.0/16 or fd00::/8")                                   \
    row(bad_period, "not a period of 10 ms to 24 h; see --help")                                                       \
    row(bad_count, "not a number of sweeps; see --help")                                                               \
    row(bad_time, "not a time up to 24 h; see --help")                                                                 \
    row(bad_percent, "not a percentage from 1 to 100; see --help")                                                     \
    row(bad_memory, "not a size from 80 to 65536 kB; see --help")                                                      \
    row(bad_nice, "not a nice value from -20 to 19; see --help")                                                       \
    row(bad_root, "not a directory name of up to 256 bytes; see --help")                                               \
    /* the kernel's reasons, see reason_of() */                                                                        \
    row(no_permission, "no permission")                                                                                \
    row(not_found, "not found")                                                                                        \
    row(io_error, "input/output error")                                                                                \
    row(no_device, "device not found")                                                                                 \
    row(busy, "busy")                                                                                                  \
    row(not_a_directory, "not a directory")                                                                            \
    row(not_supported, "not supported")                                                                                \
    row(not_a_terminal, "not a terminal")                                                                              \
    row(port_in_use, "port in use; choose another, or 0 for any")                                                      \
    row(not_ours, "not an address of this board")                                                                      \
    row(family_not_supported, "not supported by this kernel")                                                          \
    row(no_network, "no network")                                                                                      \
    row(no_answer, "no answer")                                                                                        \
    row(refused, "connection refused")                                                                                 \
    row(host_unreachable, "host unreachable")                                                                          \
    row(failed, "failed")                                                                                              \
    row(give_a_directory, "give --proc a directory like /proc")                                                        \
    row(speed_not_supported, "the kernel or the device lacks this speed")                                              \
    /* while it runs */                                                                                                \
    row(nice_refused, "not permitted; running as before")                                                              \
    row(no_memory, "not enough memory; give a smaller size")                                                           \
    row(no_process, "no process found")                                                                                \
    row(open_to_all, "any host of a private network may connect; bind 127.0.0.1 or see --allow")                       \
    row(not_allowed, "refused: not in an allowed network; see --allow")                                                \
    row(line_lost, "lost; waiting for it")                                                                             \
    row(trying_again, "trying again")                                                                                  \
    row(process_not_found, "process not found")                                                                        \
    row(no_match, "no process matches now; waiting for one")                                                           \
    row(too_many_processes, "too small for all processes; the rest are skipped")                                       \
    row(see_max_cpu, "see --max-cpu")                                                                                  \
    row(is_it_mounted, "is it mounted?")                                                                               \
    row(by_signal, "ended by a signal")                                                                                \
    row(by_host, "stopped by the host")                                                                                \
    row(count_reached, "count reached")                                                                                \
    row(nothing_left, "no process is left to watch")                                                                   \
    row(line_too_slow, "line too slow")                                                                                \
    row(too_much_cpu, "sweeps cost too much CPU")                                                                      \
    row(recovered, "recovered")
// clang-format on

enum class Message : std::uint8_t {
#define SMAPS_NAME(name, text) name,
    SMAPS_MESSAGES(SMAPS_NAME)
#undef SMAPS_NAME
        version, ///< what --version prints
    usage,       ///< what --help prints
};
constexpr std::size_t k_message_bytes_max = 60; ///< of a text of the table that is sent to hosts, with a NUL
constexpr std::size_t k_usage_bytes_max = 2048; ///< of usage, with a NUL

/// Adds the text of a message.
void add_message(TextBuffer& text, Message which);

} // namespace agent
