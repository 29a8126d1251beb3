// 32-bit ARM, EABI: system calls. Serves armv5te (Thumb-1: a third smaller than ARM code) and armv7
// (Thumb-2).
//
//   trap       svc 0
//   number     r7
//   arguments  r0 r1 r2 r3 r4 r5
//   result     r0; -1 … -4095 is an errno
//   lost       no other
//   numbers    arch/arm/tools/syscall.tbl
//
// r7 is also clang's frame register in Thumb code, so there it is swapped in for the one instruction.
#pragma once

namespace agent::sys::arch {

#if __ARM_ARCH >= 7
inline constexpr char k_cpu[] = "armv7";
#else
inline constexpr char k_cpu[] = "arm";
#endif
inline constexpr bool k_poll_is_ppoll = false;
inline constexpr bool k_open_is_openat = false;
inline constexpr bool k_sockets_by_socketcall = false;
inline constexpr bool k_time64_fallback = true;
inline constexpr unsigned k_dirent_name_at = 19;

// Few take more than three arguments: registers for those are set up only there.
template <long number>
inline long call(long a = 0, long b = 0, long c = 0) {
    register long r0 asm("r0") = a;
    register long r1 asm("r1") = b;
    register long r2 asm("r2") = c;
#if defined(__clang__) && defined(__thumb__)
    register long r12 asm("r12") = number;
    // Between low registers only `movs` exists before ARMv6; it sets the flags.
    asm volatile("movs r5, r7\n\tmov r7, r12\n\tsvc 0\n\tmovs r7, r5"
                 : "+r"(r0)
                 : "r"(r1), "r"(r2), "r"(r12)
                 : "r5", "cc", "memory");
#else
    register long r7 asm("r7") = number;
    asm volatile("svc 0" : "+r"(r0) : "r"(r1), "r"(r2), "r"(r7) : "memory");
#endif
    return r0;
}

template <long number>
inline long call(long a, long b, long c, long d, long e = 0) {
    register long r0 asm("r0") = a;
    register long r1 asm("r1") = b;
    register long r2 asm("r2") = c;
    register long r3 asm("r3") = d;
    register long r4 asm("r4") = e;
#if defined(__clang__) && defined(__thumb__)
    register long r12 asm("r12") = number;
    // Between low registers only `movs` exists before ARMv6; it sets the flags.
    asm volatile("movs r5, r7\n\tmov r7, r12\n\tsvc 0\n\tmovs r7, r5"
                 : "+r"(r0)
                 : "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r12)
                 : "r5", "cc", "memory");
#else
    register long r7 asm("r7") = number;
    asm volatile("svc 0" : "+r"(r0) : "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r7) : "memory");
#endif
    return r0;
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
        uname = 122,
        poll = 168,
        rt_sigaction = 174,
        rt_sigprocmask = 175,
        rt_sigpending = 176,
        getdents = 217,
        madvise = 220,
        clock_gettime = 263,
        socket = 281,
        bind = 282,
        connect = 283,
        listen = 284,
        accept = 285,
        getsockname = 286,
        setsockopt = 294,
        signalfd4 = 355,
        clock_gettime64 = 403,
    };
};

} // namespace agent::sys::arch
