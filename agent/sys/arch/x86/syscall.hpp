// 32-bit x86: system calls.
//
//   trap       int $0x80   (older than sysenter and the vdso, and works on every kernel and CPU)
//   number     eax
//   arguments  ebx ecx edx esi edi
//   result     eax; -1 … -4095 is an errno
//   lost       no other
//   numbers    arch/x86/entry/syscalls/syscall_32.tbl
//
// Socket calls have numbers of their own only since 4.3: all go through socketcall(call, arguments).
#pragma once

namespace agent::sys::arch {

inline constexpr char k_cpu[] = "x86";
inline constexpr bool k_poll_is_ppoll = false;
inline constexpr bool k_open_is_openat = false;
inline constexpr bool k_sockets_by_socketcall = true;
inline constexpr bool k_time64_fallback = true;
inline constexpr unsigned k_dirent_name_at = 19;

// Few take more than three arguments: registers for those are set up only there.
template <long number>
inline long call(long a = 0, long b = 0, long c = 0) {
    long result;
    asm volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
    return result;
}

template <long number>
inline long call(long a, long b, long c, long d, long e = 0) {
    long result;
    asm volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory");
    return result;
}

struct Number {
    enum : long {
        exit = 1,
        read = 3,
        write = 4,
        open = 5,
        close = 6,
        brk = 45,
        ioctl = 54,
        readlink = 85,
        setpriority = 97,
        socketcall = 102,
        uname = 122,
        poll = 168,
        rt_sigaction = 174,
        rt_sigprocmask = 175,
        rt_sigpending = 176,
        madvise = 219,
        getdents = 220,
        clock_gettime = 265,
        signalfd4 = 327,
        clock_gettime64 = 403,
    };
};

} // namespace agent::sys::arch
