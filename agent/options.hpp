// argv → Options: every option with its default and its limits. What is not understood is answered with one line.
#pragma once

#include "agent/text.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace agent {

/// The way hosts reach this agent.
enum class Way : std::uint8_t { none, listen, connect, serial, stdio };

/// A numeric network address: 4 bytes or 16, and a port. No bytes: all addresses.
struct Endpoint {
    std::uint8_t host[16] = {};
    std::uint8_t host_bytes = 0;
    std::uint16_t port = 0;
};

/// Hosts that may connect: the first `bits` of `host`.
struct Network {
    std::uint8_t host[16] = {};
    std::uint8_t host_bytes = 0;
    std::uint8_t bits = 0;
};

/// Which processes to watch.
struct Selection {
    static constexpr std::size_t k_pids_max = 64;
    static constexpr std::size_t k_names_max = 16;

    bool all = false;
    std::uint32_t pids[k_pids_max];
    std::size_t pid_count = 0;
    std::string_view names[k_names_max];
    std::size_t name_count = 0;

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
    static constexpr std::uint32_t k_memory_kb_min = 48;
    static constexpr std::uint32_t k_memory_kb_max = 65536;
    static constexpr std::size_t k_root_bytes_max = 256;

    bool help = false;
    bool version = false;
    Way way = Way::none;
    Endpoint endpoint;
    const char* device = nullptr; ///< NUL-terminated; the speed is cut off
    std::uint32_t baud = 115200;

    Selection selection; ///< all when nothing is chosen
    std::uint32_t period_ms = 1000;
    std::uint32_t count = 0; ///< sweeps to make; 0: no limit
    std::uint32_t key_interval_ms = 60000;
    std::uint32_t info_period_ms = 10000;
    std::string_view proc_root = "/proc";

    std::uint32_t cpu_percent_max = 5; ///< of one CPU
    std::uint32_t memory_kb = 1024;
    bool renice = false;
    int nice = 0;
    Network allowed[k_networks_max];
    std::size_t allowed_count = 0;
};

/// What is wrong with a command line, for `smaps-agent: object: what; what next`. `what` is empty when all is well.
struct Misuse {
    std::string_view object;
    std::string_view what;
    std::string_view next;

    bool none() const { return what.empty(); }
};

/// Reads the arguments behind the program's name. They are changed in place (a device's speed is cut off) and must
/// stay.
Misuse parse_options(std::span<char* const> arguments, Options& options);

/// Times: `N` is milliseconds, or `Nms`, `Ns`, `Nm`, `Nh`, `1h2m3s`. False when it is none or above a day.
bool parse_time_ms(std::string_view text, std::uint32_t& time_ms);

/// What --help prints.
std::string_view usage();

} // namespace agent
