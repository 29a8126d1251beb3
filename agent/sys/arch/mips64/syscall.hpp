// 64-bit MIPS, n64 ABI: system calls. Serves both byte orders.
//
//   trap       syscall
//   number     $2 (v0)
//   arguments  $4 … $9 (a0 … a5)
//   result     $2; $7 is not 0 when $2 is an errno (positive)
//   lost       $1 $3 $10 … $15 $24 $25 hi lo
//   numbers    arch/mips/kernel/syscalls/syscall_n64.tbl, from 5000
//
// The number must be loaded right before the trap (see mips/syscall.hpp). getdents64 came to this table in 3.10 only;
// the old getdents has 64-bit fields here too and differs in the place of the name.
#pragma once

namespace agent::sys::arch {

#if defined(__MIPSEB__)
inline constexpr char k_cpu[] = "mips64";
#else
inline constexpr char k_cpu[] = "mips64el";
#endif
inline constexpr bool k_poll_is_ppoll = false;
inline constexpr bool k_open_is_openat = false;
inline constexpr bool k_sockets_by_socketcall = false;
inline constexpr bool k_time64_fallback = false;
inline constexpr unsigned k_dirent_name_at = 18;

// Few take more than three arguments: registers for those are set up only there.
template <long number>
inline long call(long a = 0, long b = 0, long c = 0) {
    register long a0 asm("$4") = a;
    register long a1 asm("$5") = b;
    register long a2 asm("$6") = c;
    register long a3 asm("$7");
    register long v0 asm("$2");
    asm volatile(".set noreorder\n\t"
                 "li $2, %[number]\n\t"
                 "syscall\n\t"
                 ".set reorder"
                 : "=r"(v0), "=r"(a3)
                 : [number] "i"(number), "r"(a0), "r"(a1), "r"(a2)
                 : "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25", "hi", "lo",
                   "memory");
    return a3 != 0 ? -v0 : v0;
}

template <long number>
inline long call(long a, long b, long c, long d, long e = 0) {
    register long a0 asm("$4") = a;
    register long a1 asm("$5") = b;
    register long a2 asm("$6") = c;
    register long a3 asm("$7") = d;
    register long a4 asm("$8") = e;
    register long v0 asm("$2");
    asm volatile(".set noreorder\n\t"
                 "li $2, %[number]\n\t"
                 "syscall\n\t"
                 ".set reorder"
                 : "=r"(v0), "+r"(a3), "+r"(a4)
                 : [number] "i"(number), "r"(a0), "r"(a1), "r"(a2)
                 : "$1", "$3", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25", "hi", "lo", "memory");
    return a3 != 0 ? -v0 : v0;
}

struct Number {
    enum : long {
        read = 5000,
        write = 5001,
        open = 5002,
        close = 5003,
        poll = 5007,
        brk = 5012,
        rt_sigaction = 5013,
        rt_sigprocmask = 5014,
        ioctl = 5015,
        madvise = 5027,
        socket = 5040,
        connect = 5041,
        accept = 5042,
        bind = 5048,
        listen = 5049,
        getsockname = 5050,
        setsockopt = 5053,
        exit = 5058,
        uname = 5061,
        getdents = 5076,
        readlink = 5087,
        rt_sigpending = 5125,
        setpriority = 5138,
        clock_gettime = 5222,
        signalfd4 = 5283,
    };
};

} // namespace agent::sys::arch
