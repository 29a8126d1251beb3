// 32-bit PowerPC (big-endian): system calls.
//
//   trap       sc
//   number     r0
//   arguments  r3 r4 r5 r6 r7 r8
//   result     r3; an errno (positive) when cr0's summary overflow bit is set
//   lost       r0 r8 … r12 cr0 ctr
//   numbers    arch/powerpc/kernel/syscalls/syscall.tbl
//
// Socket calls have numbers of their own only since 2.6.37: all go through socketcall(call, arguments).
#pragma once

namespace agent::sys::arch {

inline constexpr char k_cpu[] = "powerpc";
inline constexpr bool k_poll_is_ppoll = false;
inline constexpr bool k_open_is_openat = false;
inline constexpr bool k_sockets_by_socketcall = true;
inline constexpr bool k_time64_fallback = true;
inline constexpr unsigned k_dirent_name_at = 19;

// Few take more than three arguments: registers for those are set up only there.
template <long number>
inline long call(long a = 0, long b = 0, long c = 0) {
    register long r0 asm("r0") = number;
    register long r3 asm("r3") = a;
    register long r4 asm("r4") = b;
    register long r5 asm("r5") = c;
    asm volatile("sc\n\t"
                 "bns+ 1f\n\t"
                 "neg %1, %1\n"
                 "1:"
                 : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5)
                 :
                 : "r6", "r7", "r8", "r9", "r10", "r11", "r12", "cr0", "ctr", "memory");
    return r3;
}

template <long number>
inline long call(long a, long b, long c, long d, long e = 0) {
    register long r0 asm("r0") = number;
    register long r3 asm("r3") = a;
    register long r4 asm("r4") = b;
    register long r5 asm("r5") = c;
    register long r6 asm("r6") = d;
    register long r7 asm("r7") = e;
    asm volatile("sc\n\t"
                 "bns+ 1f\n\t"
                 "neg %1, %1\n"
                 "1:"
                 : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7)
                 :
                 : "r8", "r9", "r10", "r11", "r12", "cr0", "ctr", "memory");
    return r3;
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
        poll = 167,
        rt_sigaction = 173,
        rt_sigprocmask = 174,
        rt_sigpending = 175,
        getdents = 202,
        madvise = 205,
        clock_gettime = 246,
        signalfd4 = 313,
        clock_gettime64 = 403,
    };
};

} // namespace agent::sys::arch
