#include "agent/sys/sys.hpp"

#include "agent/sys/wait_path.hpp"

namespace agent::sys {

namespace {

using arch::Number;

long address_of(const void* pointer) {
    return reinterpret_cast<long>(pointer);
}

constexpr long k_at_fdcwd = -100;

// The calls below are templates only so that a number which a CPU does not have is never looked up.
template <typename N>
long open_path(const char* path, long flags) {
    if constexpr (arch::k_open_is_openat) {
        return arch::call<N::openat>(k_at_fdcwd, address_of(path), flags);
    } else {
        return arch::call<N::open>(address_of(path), flags);
    }
}

template <typename N>
long read_link(const char* path, std::span<std::uint8_t> into) {
    if constexpr (arch::k_open_is_openat) {
        return arch::call<N::readlinkat>(k_at_fdcwd, address_of(path), address_of(into.data()),
                                         static_cast<long>(into.size()));
    } else {
        return arch::call<N::readlink>(address_of(path), address_of(into.data()), static_cast<long>(into.size()));
    }
}

struct OldTime {
    long seconds, nanoseconds;
};
struct NewTime {
    std::int64_t seconds, nanoseconds;
};

template <typename N>
long wait_for(std::span<Poll> polls, int timeout_ms) {
    if constexpr (arch::k_poll_is_ppoll) {
        const OldTime timeout{timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
        return arch::call<N::ppoll>(address_of(polls.data()), static_cast<long>(polls.size()),
                                    timeout_ms < 0 ? 0 : address_of(&timeout), 0, arch::k_sigset_bytes);
    } else {
        return arch::call<N::poll>(address_of(polls.data()), static_cast<long>(polls.size()), timeout_ms);
    }
}

/// 32-bit kernels may have only the old call (before 5.1) or only the new one (COMPAT_32BIT_TIME=n).
template <typename N>
Time read_clock(long clock) {
    OldTime old_time{};
    if (arch::call<N::clock_gettime>(clock, address_of(&old_time)) == 0) {
        return {static_cast<std::uint32_t>(old_time.seconds), static_cast<std::uint32_t>(old_time.nanoseconds) / 1000U};
    }
    if constexpr (arch::k_time64_fallback) {
        NewTime new_time{};
        if (arch::call<N::clock_gettime64>(clock, address_of(&new_time)) == 0) {
            return {static_cast<std::uint32_t>(new_time.seconds),
                    static_cast<std::uint32_t>(new_time.nanoseconds) / 1000U};
        }
    }
    return {};
}

/// One socket operation, by its own number or through socketcall (its sub-numbers: include/uapi/linux/net.h).
enum class SocketCall : long { socket = 1, bind, connect, listen, accept, getsockname, setsockopt = 14 };

template <typename N, SocketCall which>
long socket_call(long a, long b = 0, long c = 0, long d = 0, long e = 0) {
    if constexpr (arch::k_sockets_by_socketcall) {
        const long arguments[5] = {a, b, c, d, e};
        return arch::call<N::socketcall>(static_cast<long>(which), address_of(arguments));
    } else if constexpr (which == SocketCall::socket) {
        return arch::call<N::socket>(a, b, c);
    } else if constexpr (which == SocketCall::bind) {
        return arch::call<N::bind>(a, b, c);
    } else if constexpr (which == SocketCall::connect) {
        return arch::call<N::connect>(a, b, c);
    } else if constexpr (which == SocketCall::listen) {
        return arch::call<N::listen>(a, b);
    } else if constexpr (which == SocketCall::accept) {
        return arch::call<N::accept>(a, b, c);
    } else if constexpr (which == SocketCall::getsockname) {
        return arch::call<N::getsockname>(a, b, c);
    } else {
        return arch::call<N::setsockopt>(a, b, c, d, e);
    }
}

long ioctl(int descriptor, unsigned request, void* argument) {
    return arch::call<Number::ioctl>(descriptor, static_cast<long>(request), address_of(argument));
}

constexpr int k_ipproto_tcp = 6;
constexpr int k_ipproto_ipv6 = 41;
constexpr int k_tcp_nodelay = 1;
constexpr int k_ipv6_v6only = 26;
constexpr unsigned k_siocoutqnsd = 0x894B; // not sent at all; since 2.6.37

} // namespace

SysResult open(const char* path, OpenMode mode) {
    const long writing = mode == OpenMode::read_write ? arch::k_o_nonblock : 0;
    return SysResult(open_path<Number>(path, static_cast<long>(mode) | arch::k_o_noctty | writing));
}

namespace {
template <long number>
SysResult transfer(int descriptor, const void* data, std::size_t size) {
    for (;;) {
        const SysResult result(arch::call<number>(descriptor, address_of(data), static_cast<long>(size)));
        if (result.error() != Errno::eintr) {
            return result;
        }
    }
}
} // namespace

SysResult read(int descriptor, std::span<std::uint8_t> into) {
    return transfer<Number::read>(descriptor, into.data(), into.size());
}

SysResult write(int descriptor, std::span<const std::uint8_t> from) {
    return transfer<Number::write>(descriptor, from.data(), from.size());
}

void close(int descriptor) {
    if (descriptor >= 0) {
        arch::call<Number::close>(descriptor);
    }
}

SysResult readlink(const char* path, std::span<std::uint8_t> into) {
    return SysResult(read_link<Number>(path, into));
}

SysResult getdents(int descriptor, std::span<std::uint8_t> into) {
    return SysResult(arch::call<Number::getdents>(descriptor, address_of(into.data()), static_cast<long>(into.size())));
}

const char* DirectoryEntries::next() {
    // ino and off are 8 bytes each; then the length of the entry.
    constexpr std::size_t k_length_at = 16;
    if (static_cast<std::size_t>(end_ - at_) <= arch::k_dirent_name_at) {
        return nullptr;
    }
    std::uint16_t length;
    __builtin_memcpy(&length, at_ + k_length_at, sizeof length);
    const char* const name = reinterpret_cast<const char*>(at_ + arch::k_dirent_name_at);
    at_ += length;
    return name;
}

AGENT_WAIT_PATH SysResult poll(std::span<Poll> polls, int timeout_ms) {
    return SysResult(wait_for<Number>(polls, timeout_ms));
}

Time clock(Clock clock) {
    return read_clock<Number>(static_cast<long>(clock));
}

int SocketAddress::family() const {
    std::uint16_t value;
    __builtin_memcpy(&value, bytes, sizeof value);
    return value;
}

void SocketAddress::get_host(std::uint8_t* host) const {
    if (family() == k_af_inet6) {
        __builtin_memcpy(host, bytes + 8, 16);
        return;
    }
    __builtin_memset(host, 0, 10);
    host[10] = host[11] = 0xFF;
    __builtin_memcpy(host + 12, bytes + 4, 4);
}

void SocketAddress::set(int family, const std::uint8_t* host, std::uint16_t port) {
    const auto family_word = static_cast<std::uint16_t>(family);
    __builtin_memcpy(bytes, &family_word, sizeof family_word);
    bytes[2] = static_cast<std::uint8_t>(port >> 8);
    bytes[3] = static_cast<std::uint8_t>(port);
    const bool long_one = family == k_af_inet6;
    __builtin_memcpy(bytes + (long_one ? 8 : 4), host + (long_one ? 0 : 12), long_one ? 16 : 4);
    size = long_one ? 28 : 16;
}

SysResult socket(int family) {
    return SysResult(socket_call<Number, SocketCall::socket>(family, arch::k_sock_stream));
}

SysResult bind(int descriptor, const SocketAddress& address) {
    return SysResult(
        socket_call<Number, SocketCall::bind>(descriptor, address_of(address.bytes), static_cast<long>(address.size)));
}

SysResult listen(int descriptor) {
    return SysResult(socket_call<Number, SocketCall::listen>(descriptor, 4));
}

SysResult accept(int descriptor, SocketAddress& peer) {
    peer.size = sizeof peer.bytes;
    return SysResult(
        socket_call<Number, SocketCall::accept>(descriptor, address_of(peer.bytes), address_of(&peer.size)));
}

SysResult connect(int descriptor, const SocketAddress& address) {
    return SysResult(socket_call<Number, SocketCall::connect>(descriptor, address_of(address.bytes),
                                                              static_cast<long>(address.size)));
}

SysResult getsockname(int descriptor, SocketAddress& address) {
    address.size = sizeof address.bytes;
    return SysResult(
        socket_call<Number, SocketCall::getsockname>(descriptor, address_of(address.bytes), address_of(&address.size)));
}

SysResult set_option(int descriptor, SocketOption option, int value) {
    struct Place {
        int level, name;
    };
    static constexpr Place k_places[] = {{arch::k_sol_socket, arch::k_so_reuseaddr},
                                         {arch::k_sol_socket, arch::k_so_keepalive},
                                         {k_ipproto_tcp, k_tcp_nodelay},
                                         {k_ipproto_ipv6, k_ipv6_v6only}};
    const Place& place = k_places[static_cast<unsigned>(option)];
    return SysResult(socket_call<Number, SocketCall::setsockopt>(descriptor, place.level, place.name,
                                                                 address_of(&value), sizeof value));
}

SysResult set_nonblocking(int descriptor) {
    int on = 1;
    return SysResult(ioctl(descriptor, arch::k_fionbio, &on));
}

SysResult unsent_bytes(int descriptor) {
    int count = 0;
    for (const unsigned request : {k_siocoutqnsd, arch::k_tiocoutq, arch::k_fionread}) {
        const SysResult result(ioctl(descriptor, request, &count));
        if (result.ok()) {
            return SysResult(count);
        }
    }
    return SysResult(-static_cast<long>(Errno::enotty));
}

SysResult get_terminal(int descriptor, Terminal& terminal) {
    return SysResult(ioctl(descriptor, arch::k_tcgets, &terminal));
}

SysResult set_terminal(int descriptor, const Terminal& terminal) {
    return SysResult(ioctl(descriptor, arch::k_tcsets, const_cast<Terminal*>(&terminal)));
}

namespace {
void make_raw(Terminal& terminal) {
    // Offsets in the kernel's struct count from its start, `rest` begins after four words.
    constexpr unsigned k_cc = arch::k_termios_cc_at - 16;
    terminal.input = terminal.output = terminal.local = 0;
    terminal.control = (terminal.control & arch::k_cbaud) | arch::k_cs8 | arch::k_cread | arch::k_clocal;
    terminal.rest[k_cc + arch::k_vmin] = 1;
    terminal.rest[k_cc + arch::k_vtime] = 0;
}

/// The kernel's code of a speed in its table, or 0.
std::uint32_t speed_code(std::uint32_t baud) {
    // In the order of the codes; the table has a gap before 57600.
    static constexpr std::uint32_t k_low[] = {1200, 1800, 2400, 4800, 9600, 19200, 38400};
    static constexpr std::uint32_t k_high[] = {57600,   115200,  230400,  460800,  500000,  576000,  921600, 1000000,
                                               1152000, 1500000, 2000000, 2500000, 3000000, 3500000, 4000000};
    for (std::uint32_t i = 0; i < std::size(k_low); ++i) {
        if (k_low[i] == baud) {
            return arch::k_b1200 + i;
        }
    }
    for (std::uint32_t i = 0; i < std::size(k_high); ++i) {
        if (k_high[i] == baud) {
            return arch::k_b57600 + i;
        }
    }
    return 0;
}
} // namespace

SysResult set_raw(int descriptor, Terminal& terminal) {
    make_raw(terminal);
    return set_terminal(descriptor, terminal);
}

SysResult set_raw_at_speed(int descriptor, Terminal& terminal, std::uint32_t baud) {
    make_raw(terminal);
    const std::uint32_t code = speed_code(baud);
    terminal.control = (terminal.control & ~arch::k_cbaud) | (code != 0 ? code : arch::k_bother);
    const std::uint32_t speeds[2] = {baud, baud};
    __builtin_memcpy(terminal.rest + (arch::k_termios_speeds_at - 16), speeds, sizeof speeds);
    return SysResult(ioctl(descriptor, code != 0 ? arch::k_tcsets : arch::k_tcsets2, &terminal));
}

namespace {

constexpr int k_sighup = 1;
constexpr int k_sigint = 2;
constexpr int k_sigpipe = 13;
constexpr int k_sigterm = 15;
constexpr long k_sig_ign = 1;

struct SignalSet {
    static constexpr unsigned k_bits = sizeof(unsigned long) * 8;
    unsigned long words[arch::k_sigset_bytes / sizeof(unsigned long)] = {};

    void add(int signal) {
        words[static_cast<unsigned>(signal - 1) / k_bits] |= 1UL << static_cast<unsigned>(signal - 1) % k_bits;
    }
    bool meets(const SignalSet& other) const { return (words[0] & other.words[0]) != 0; }
};

bool ignored(int signal) {
    long action[8 + arch::k_sigset_bytes / sizeof(long)] = {};
    return arch::call<Number::rt_sigaction>(signal, 0, address_of(action), arch::k_sigset_bytes) == 0 &&
           action[arch::k_sigaction_handler_at] == k_sig_ign;
}

SignalSet ending_signals() {
    SignalSet ending;
    for (const int signal : {k_sighup, k_sigint, k_sigterm}) {
        if (!ignored(signal)) {
            ending.add(signal);
        }
    }
    return ending;
}

} // namespace

SysResult block_signals() {
    const SignalSet ending = ending_signals();
    SignalSet blocked = ending;
    for (const int signal : {k_sigpipe, arch::k_sigttin, arch::k_sigttou}) {
        blocked.add(signal);
    }
    const SysResult result(
        arch::call<Number::rt_sigprocmask>(arch::k_sig_block, address_of(&blocked), 0, arch::k_sigset_bytes));
    return result.ok() ? SysResult(arch::call<Number::signalfd4>(-1, address_of(&ending), arch::k_sigset_bytes, 0))
                       : result;
}

bool signal_pending() {
    SignalSet pending;
    return arch::call<Number::rt_sigpending>(address_of(&pending), arch::k_sigset_bytes) == 0 &&
           pending.meets(ending_signals());
}

void exit(int code) {
    for (;;) {
        arch::call<Number::exit>(code);
    }
}

SysResult set_priority(int nice) {
    return SysResult(arch::call<Number::setpriority>(0, 0, nice));
}

std::uint8_t* reserve(std::size_t size) {
    const auto page = static_cast<unsigned long>(arch::call<Number::brk>(0));
    const unsigned long begin = (page + 15) & ~15UL;
    const unsigned long end = begin + size;
    const auto now = static_cast<unsigned long>(arch::call<Number::brk>(static_cast<long>(end)));
    // An address is an integer to the kernel. NOLINTNEXTLINE(performance-no-int-to-ptr)
    return now < end ? nullptr : reinterpret_cast<std::uint8_t*>(begin);
}

AGENT_WAIT_PATH SysResult advise(std::uintptr_t begin, std::size_t size, Advice advice) {
    return SysResult(
        arch::call<Number::madvise>(static_cast<long>(begin), static_cast<long>(size), static_cast<long>(advice)));
}

SysResult uname(SystemName& name) {
    return SysResult(arch::call<Number::uname>(address_of(&name)));
}

} // namespace agent::sys
