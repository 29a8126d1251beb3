// 64-bit RISC-V: system calls.
//
//   trap       ecall
//   number     a7
//   arguments  a0 a1 a2 a3 a4 a5
//   result     a0; -1 … -4095 is an errno
//   lost       no other
//   numbers    include/uapi/asm-generic/unistd.h: the new table without open, poll and readlink
#pragma once

namespace agent::sys::arch {

inline constexpr char k_cpu[] = "riscv64";
inline constexpr bool k_poll_is_ppoll = true;
inline constexpr bool k_open_is_openat = true;
inline constexpr bool k_sockets_by_socketcall = false;
inline constexpr bool k_time64_fallback = false;
inline constexpr unsigned k_dirent_name_at = 19;

// Few take more than three arguments: registers for those are set up only there.
template <long number>
inline long call(long a = 0, long b = 0, long c = 0) {
    register long a0 asm("a0") = a;
    register long a1 asm("a1") = b;
    register long a2 asm("a2") = c;
    register long a7 asm("a7") = number;
    asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

template <long number>
inline long call(long a, long b, long c, long d, long e = 0) {
    register long a0 asm("a0") = a;
    register long a1 asm("a1") = b;
    register long a2 asm("a2") = c;
    register long a3 asm("a3") = d;
    register long a4 asm("a4") = e;
    register long a7 asm("a7") = number;
    asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a7) : "memory");
    return a0;
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
