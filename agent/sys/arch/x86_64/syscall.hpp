// x86-64: system calls.
//
//   trap       syscall
//   number     rax
//   arguments  rdi rsi rdx r10 r8 r9        (r10, not rcx as in a function call: the instruction itself uses rcx)
//   result     rax; -1 … -4095 is an errno
//   lost       rcx r11
//   numbers    arch/x86/entry/syscalls/syscall_64.tbl
//
// This is the CPU of the developer's machine: it serves tests and the demo, and boards with an Atom.
#pragma once

namespace agent::sys::arch {

inline constexpr char k_cpu[] = "x86_64";
inline constexpr bool k_poll_is_ppoll = false;
inline constexpr bool k_open_is_openat = false;
inline constexpr bool k_sockets_by_socketcall = false;
inline constexpr bool k_time64_fallback = false;
inline constexpr unsigned k_dirent_name_at = 19;

// Few take more than three arguments: registers for those are set up only there.
template <long number>
inline long call(long a = 0, long b = 0, long c = 0) {
    long result;
    asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return result;
}

template <long number>
inline long call(long a, long b, long c, long d, long e = 0) {
    long result;
    register long r10 asm("r10") = d;
    register long r8 asm("r8") = e;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                 : "rcx", "r11", "memory");
    return result;
}

struct Number {
    enum : long {
        read = 0,
        write = 1,
        open = 2,
        close = 3,
        poll = 7,
        brk = 12,
        rt_sigaction = 13,
        rt_sigprocmask = 14,
        ioctl = 16,
        madvise = 28,
        socket = 41,
        connect = 42,
        accept = 43,
        bind = 49,
        listen = 50,
        getsockname = 51,
        setsockopt = 54,
        exit = 60,
        uname = 63,
        readlink = 89,
        rt_sigpending = 127,
        setpriority = 141,
        getdents = 217,
        clock_gettime = 228,
        signalfd4 = 289,
    };
};

} // namespace agent::sys::arch
