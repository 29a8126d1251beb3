// argv → Options: every option with its default and its limits. What is not understood is answered with one line.
#pragma once

#include "agent/messages.hpp"
#include "agent/text.hpp"

#include <cstdint>
#include <span>

namespace agent {

/// How hosts reach this agent.
enum class TransportKind : std::uint8_t { listen, connect, serial, stdio, none };

/// A network: the first `bits` of an address. IPv4 is written as IPv6 does it, ::ffff:a.b.c.d, so there is one form.
struct Network {
    static constexpr unsigned k_host_bytes = 16;
    static constexpr unsigned k_ipv4_bits = 96; ///< before an IPv4 address

    std::uint8_t host[k_host_bytes] = {};
    std::uint8_t bits = 0;
};

/// A numeric network address and a port.
struct Endpoint {
    std::uint8_t host[Network::k_host_bytes] = {};
    bool any = true; ///< all addresses
    std::uint16_t port = 0;
};

/// Which processes to watch.
struct Selection {
    static constexpr std::size_t k_pids_max = 64;
    static constexpr std::size_t k_names_max = 16;

    bool all = false;
    std::uint8_t pid_count = 0;
    std::uint8_t name_count = 0;
    std::uint32_t pids[k_pids_max];
    const char* names[k_names_max];

    /// False when it is none, or one too many.
    bool add_pid(std::uint32_t pid);
    bool add_name(const char* name);

    bool empty() const { return !all && pid_count == 0 && name_count == 0; }
    /// Whether only pids were asked for: then the end of the last one is the end of the work.
    bool only_pids() const { return !all && name_count == 0; }
};

struct Options {
    static constexpr std::size_t k_networks_max = 16;
    static constexpr std::uint32_t k_baud_min = 1200;
    static constexpr std::uint32_t k_baud_max = 4000000;
    static constexpr std::uint32_t k_period_ms_min = 10;
    static constexpr std::uint32_t k_time_ms_max = 24 * 3600 * 1000;
    static constexpr std::uint32_t k_memory_kb_min = 80;
    static constexpr std::uint32_t k_memory_kb_max = 65536;
    static constexpr std::size_t k_root_bytes_max = 256;
    static constexpr int k_nice_unasked = 127;

    bool help = false;
    bool version = false;
    TransportKind transport = TransportKind::none;
    Endpoint endpoint;
    const char* device = nullptr; ///< the speed is cut off
    std::uint32_t baud = 115200;

    std::uint32_t period_ms = 1000;
    std::uint32_t count = 0; ///< sweeps to make; 0: no limit
    std::uint32_t key_interval_ms = 60000;
    std::uint32_t info_period_ms = 10000;
    std::uint32_t cpu_percent_max = 5; ///< of one CPU
    std::uint32_t memory_kb = 1024;
    int nice = k_nice_unasked;
    const char* proc_root = "/proc";

    std::uint8_t allowed_count = 0;
    Network allowed[k_networks_max];
    Selection selection; ///< all when nothing is chosen
};

/// What is wrong with a command line. `what` is Message::none when all is well.
struct Misuse {
    const char* object;
    Message what;

    bool none() const { return what == Message::none; }
};

/// Reads the arguments after the program's name, of which the last is nullptr. They are changed in place (a device's
/// speed is cut off) and must stay.
Misuse parse_options(char* const* arguments, Options& options);

/// Times: `N` is milliseconds, or `Nms`, `Ns`, `Nm`, `Nh`, `1h2m3s`. False when it is none or above a day.
bool parse_time_ms(const char* text, std::uint32_t& time_ms);

} // namespace agent
