// The narrow door to the kernel: typed calls, the same on every CPU and on every kernel from 2.6.32 on. No policy: what
// to do about an errno is the caller's. What differs by CPU is in arch/.
#pragma once

#include "agent/sys/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace agent::sys {

inline constexpr int k_stdin = 0;
inline constexpr int k_stdout = 1;
inline constexpr int k_stderr = 2;
inline constexpr int k_no_descriptor = -1;

// Files.
enum class OpenMode : int { read = 0, read_write = 2 };
/// Opens without becoming the controlling terminal and, for `read_write`, without waiting for a modem.
SysResult open(const char* path, OpenMode mode);
SysResult read(int descriptor, std::span<std::uint8_t> into);
SysResult write(int descriptor, std::span<const std::uint8_t> from);
void close(int descriptor);
SysResult readlink(const char* path, std::span<std::uint8_t> into);
/// Directory entries, to be walked with DirectoryEntries.
SysResult getdents(int descriptor, std::span<std::uint8_t> into);

/// One struct linux_dirent64 (or its older sibling) after the other.
class DirectoryEntries {
  public:
    DirectoryEntries(const std::uint8_t* entries, std::size_t size) : at_(entries), end_(entries + size) {}
    /// The next name, NUL-terminated, or nullptr at the end.
    const char* next();

  private:
    const std::uint8_t* at_;
    const std::uint8_t* end_;
};

// Waiting. struct pollfd.
struct Poll {
    int descriptor;
    std::int16_t events;
    std::int16_t ready;
};
inline constexpr std::int16_t k_poll_in = 1;
inline constexpr std::int16_t k_poll_out = 4;
inline constexpr std::int16_t k_poll_gone = 8 | 16 | 32; ///< error, hang-up, not open
inline constexpr int k_forever = -1;
SysResult poll(std::span<Poll> polls, int timeout_ms);

// Clocks.
enum class Clock : int { wall = 0, monotonic = 1, process_cpu = 2 };
/// What a clock shows; zeros where the kernel lacks the clock. The parts are 32 bits wide so that what needs no more
/// is cheap on 32-bit CPUs.
struct Time {
    std::uint32_t seconds = 0;
    std::uint32_t microseconds = 0;

    [[gnu::noinline]] std::uint64_t whole_us() const { return std::uint64_t{seconds} * 1000000U + microseconds; }
    /// The low 32 bits of that: for differences of up to an hour.
    std::uint32_t low_us() const { return seconds * 1000000U + microseconds; }
};
Time clock(Clock clock);

// Sockets. Addresses are struct sockaddr_in and sockaddr_in6 as bytes.
inline constexpr int k_af_inet = 2;
inline constexpr int k_af_inet6 = 10;
struct SocketAddress {
    alignas(4) std::uint8_t bytes[28] = {};
    std::uint32_t size = sizeof bytes;

    int family() const;
    std::uint16_t port() const { return static_cast<std::uint16_t>(bytes[2] << 8 | bytes[3]); }
    /// The address as IPv6 writes it (16 bytes), an IPv4 one as ::ffff:a.b.c.d.
    void get_host(std::uint8_t* host) const;
    /// The same way back: `family` decides how much of `host` is taken.
    void set(int family, const std::uint8_t* host, std::uint16_t port);
};
SysResult socket(int family);
SysResult bind(int descriptor, const SocketAddress& address);
SysResult listen(int descriptor);
SysResult accept(int descriptor, SocketAddress& peer);
SysResult connect(int descriptor, const SocketAddress& address);
SysResult getsockname(int descriptor, SocketAddress& address);
enum class SocketOption { reuse_address, keep_alive, no_delay, v6_only };
SysResult set_option(int descriptor, SocketOption option, int value);
SysResult set_nonblocking(int descriptor);
/// Bytes written that the other side has not taken: socket, terminal or pipe. An errno where the kernel does not count
/// them.
SysResult unsent_bytes(int descriptor);

// Terminals. struct termios, large enough for every CPU.
struct Terminal {
    std::uint32_t input, output, control, local;
    std::uint8_t rest[48];
};
SysResult get_terminal(int descriptor, Terminal& terminal);
SysResult set_terminal(int descriptor, const Terminal& terminal);
/// Bytes as they are: eight bits, no echo, no signals, no flow control, no modem lines, read() returns from one byte
/// on.
SysResult set_raw(int descriptor, Terminal& terminal);
/// Any speed: from the kernel's table, or else exactly as asked (termios2). An errno where the kernel cannot.
SysResult set_raw_at_speed(int descriptor, Terminal& terminal, std::uint32_t baud);

// Signals. None is ever handled: those that end the program are blocked and read from a descriptor.
/// Blocks what would end the program, but for SIGHUP and SIGINT where they are ignored (nohup, background jobs).
/// Answers a descriptor that is readable when one came; an errno on kernels without signalfd.
SysResult block_signals();
bool signal_pending();

// The process.
[[noreturn]] void exit(int code);
SysResult set_priority(int nice);
/// Fresh zeroed memory that stays until the end; nullptr when there is none.
std::uint8_t* reserve(std::size_t size);
/// What the kernel shall think of pages that are mapped (madvise); where it fails nothing is lost but memory.
enum class Advice : int { normal = 0, random = 1, not_needed = 4 };
SysResult advise(std::uintptr_t begin, std::size_t size, Advice advice);
/// struct new_utsname: six fields of 65 bytes.
struct SystemName {
    static constexpr std::size_t k_field_bytes = 65;
    char system[k_field_bytes], node[k_field_bytes], release[k_field_bytes], version[k_field_bytes],
        machine[k_field_bytes], domain[k_field_bytes];
};
SysResult uname(SystemName& name);

} // namespace agent::sys
