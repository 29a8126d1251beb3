// 32-bit MIPS, o32 ABI: system calls. Serves both byte orders.
//
//   trap       syscall
//   number     $2 (v0)
//   arguments  $4 … $7 (a0 … a3), the fifth on the stack at 16($sp)
//   result     $2; $7 is not 0 when $2 is an errno (positive)
//   lost       $1 $3 $8 … $15 $24 $25 hi lo
//   numbers    arch/mips/kernel/syscalls/syscall_o32.tbl, from 4000
//
// The number must be loaded by the instruction right before the trap: kernels before 2.6.36 restart an interrupted call
// one instruction early and need it loaded again. Hence the template parameter: it is an immediate.
// MIPS16e code lacks that instruction: it calls two functions of 32-bit code, in which the number waits in a register
// that the kernel keeps.
// The clock's old call may be missing (COMPAT_32BIT_TIME=n), hence the fallback.
#pragma once

namespace agent::sys::arch {

#if defined(__mips16) && defined(__MIPSEB__)
inline constexpr char k_cpu[] = "mips16";
#elif defined(__mips16)
inline constexpr char k_cpu[] = "mips16el";
#elif defined(__MIPSEB__)
inline constexpr char k_cpu[] = "mips";
#else
inline constexpr char k_cpu[] = "mipsel";
#endif
inline constexpr bool k_poll_is_ppoll = false;
inline constexpr bool k_open_is_openat = false;
inline constexpr bool k_sockets_by_socketcall = false;
inline constexpr bool k_time64_fallback = true;
inline constexpr unsigned k_dirent_name_at = 19;

#if defined(__mips16)

// In entry.hpp.
extern "C" long mips_trap(long a, long b, long c, long number);
extern "C" long mips_trap_long(long a, long b, long c, long d, long e, long number);

template <long number>
inline long call(long a = 0, long b = 0, long c = 0) {
    return mips_trap(a, b, c, number);
}
template <long number>
inline long call(long a, long b, long c, long d, long e = 0) {
    return mips_trap_long(a, b, c, d, e, number);
}

#else

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
    register long v0 asm("$2");
    asm volatile(".set noreorder\n\t"
                 "addiu $29, $29, -32\n\t"
                 "sw %[fifth], 16($29)\n\t"
                 "li $2, %[number]\n\t"
                 "syscall\n\t"
                 "addiu $29, $29, 32\n\t"
                 ".set reorder"
                 : "=r"(v0), "+r"(a3)
                 : [number] "i"(number), [fifth] "r"(e), "r"(a0), "r"(a1), "r"(a2)
                 : "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25", "hi", "lo",
                   "memory");
    return a3 != 0 ? -v0 : v0;
}

#endif

struct Number {
    enum : long {
        exit = 4001,
        read = 4003,
        write = 4004,
        open = 4005,
        close = 4006,
        brk = 4045,
        ioctl = 4054,
        readlink = 4085,
        setpriority = 4097,
        uname = 4122,
        accept = 4168,
        bind = 4169,
        connect = 4170,
        getsockname = 4172,
        listen = 4174,
        setsockopt = 4181,
        socket = 4183,
        poll = 4188,
        rt_sigaction = 4194,
        rt_sigprocmask = 4195,
        rt_sigpending = 4196,
        madvise = 4218,
        getdents = 4219,
        clock_gettime = 4263,
        signalfd4 = 4324,
        clock_gettime64 = 4403,
    };
};

} // namespace agent::sys::arch
