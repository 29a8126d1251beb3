// 64-bit ARM: system calls.
//
//   trap       svc 0
//   number     x8
//   arguments  x0 x1 x2 x3 x4 x5
//   result     x0; -1 … -4095 is an errno
//   lost       no other
//   numbers    include/uapi/asm-generic/unistd.h: the new table without open, poll and readlink
#pragma once

namespace agent::sys::arch {

inline constexpr char k_cpu[] = "aarch64";
inline constexpr bool k_poll_is_ppoll = true;
inline constexpr bool k_open_is_openat = true;
inline constexpr bool k_sockets_by_socketcall = false;
inline constexpr bool k_time64_fallback = false;
inline constexpr unsigned k_dirent_name_at = 19;

// Few take more than three arguments: registers for those are set up only there.
template <long number>
inline long call(long a = 0, long b = 0, long c = 0) {
    register long x0 asm("x0") = a;
    register long x1 asm("x1") = b;
    register long x2 asm("x2") = c;
    register long x8 asm("x8") = number;
    asm volatile("svc 0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x8) : "memory");
    return x0;
}

template <long number>
inline long call(long a, long b, long c, long d, long e = 0) {
    register long x0 asm("x0") = a;
    register long x1 asm("x1") = b;
    register long x2 asm("x2") = c;
    register long x3 asm("x3") = d;
    register long x4 asm("x4") = e;
    register long x8 asm("x8") = number;
    asm volatile("svc 0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x8) : "memory");
    return x0;
}

struct Number {
    enum : long {
        ioctl = 29,
        openat = 56,
        close = 57,
        getdents = 61,
        read = 63,
        write = 64,
        ppoll = 73,
        signalfd4 = 74,
        readlinkat = 78,
        exit = 93,
        clock_gettime = 113,
        rt_sigaction = 134,
        rt_sigprocmask = 135,
        rt_sigpending = 136,
        setpriority = 140,
        uname = 160,
        socket = 198,
        bind = 200,
        listen = 201,
        accept = 202,
        connect = 203,
        getsockname = 204,
        setsockopt = 208,
        brk = 214,
        madvise = 233,
    };
};

} // namespace agent::sys::arch
