// What a system call answers: a value or an errno, nothing global.
#pragma once

#include "agent/sys/arch.hpp"

#include <cstddef>

namespace agent::sys {

/// The errnos that the agent compares with. Others are kept as they are; none crosses the wire, they differ by CPU.
enum class Errno : int {
    none = 0,
    eperm = 1,
    enoent = 2,
    esrch = 3,
    eintr = 4,
    eio = 5,
    enxio = 6,
    eagain = 11,
    eacces = 13,
    ebusy = 16,
    enodev = 19,
    enotdir = 20,
    einval = 22,
    enotty = 25,
    epipe = 32,
    enosys = arch::k_enosys,
    eaddrinuse = arch::k_eaddrinuse,
    eaddrnotavail = arch::k_eaddrnotavail,
    eafnosupport = arch::k_eafnosupport,
    enetunreach = arch::k_enetunreach,
    econnreset = arch::k_econnreset,
    eisconn = arch::k_eisconn,
    etimedout = arch::k_etimedout,
    econnrefused = arch::k_econnrefused,
    ehostunreach = arch::k_ehostunreach,
    ealready = arch::k_ealready,
    einprogress = arch::k_einprogress,
};

/// A value of 0 or more, or an errno.
class [[nodiscard]] SysResult {
  public:
    constexpr explicit SysResult(long raw) : raw_(raw) {}

    constexpr bool ok() const { return raw_ >= 0 || raw_ < -4095; }
    /// Only when ok().
    constexpr long value() const { return raw_; }
    constexpr std::size_t count() const { return static_cast<std::size_t>(raw_); }
    constexpr int descriptor() const { return static_cast<int>(raw_); }
    constexpr Errno error() const { return ok() ? Errno::none : static_cast<Errno>(-raw_); }

  private:
    long raw_;
};

} // namespace agent::sys
