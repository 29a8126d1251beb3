// PowerPC: terminals are older than asm-generic's; the rest is the same. The same names as generic/abi.hpp.
// Source: the kernel's arch/powerpc/include/uapi/asm/{termbits,ioctls}.h.
#pragma once

namespace agent::sys::arch {

inline constexpr int k_enosys = 38;
inline constexpr int k_eaddrinuse = 98;
inline constexpr int k_eaddrnotavail = 99;
inline constexpr int k_eafnosupport = 97;
inline constexpr int k_enetunreach = 101;
inline constexpr int k_econnreset = 104;
inline constexpr int k_eisconn = 106;
inline constexpr int k_etimedout = 110;
inline constexpr int k_econnrefused = 111;
inline constexpr int k_ehostunreach = 113;
inline constexpr int k_ealready = 114;
inline constexpr int k_einprogress = 115;

inline constexpr int k_sock_stream = 1;
inline constexpr int k_sol_socket = 1;
inline constexpr int k_so_reuseaddr = 2;
inline constexpr int k_so_keepalive = 9;

inline constexpr int k_o_nonblock = 04000;
inline constexpr int k_o_noctty = 0400;

inline constexpr unsigned k_tcgets = 0x402C7413;
inline constexpr unsigned k_tcsets = 0x802C7414;
inline constexpr unsigned k_tcgets2 = k_tcgets;
inline constexpr unsigned k_tcsets2 = k_tcsets;
inline constexpr unsigned k_tiocoutq = 0x40047473;
inline constexpr unsigned k_fionread = 0x4004667F;
inline constexpr unsigned k_fionbio = 0x8004667E;

// struct termios: four 32-bit flag words, 19 control characters, the line discipline, and always two speeds: there is
// no termios2.
inline constexpr unsigned k_termios_cc_at = 16;
inline constexpr unsigned k_termios_speeds_at = 36;
inline constexpr unsigned k_vmin = 5;
inline constexpr unsigned k_vtime = 7;
inline constexpr unsigned k_cbaud = 0377;
inline constexpr unsigned k_bother = 037;
inline constexpr unsigned k_b1200 = 011;
inline constexpr unsigned k_b57600 = 020;
inline constexpr unsigned k_cs8 = 01400;
inline constexpr unsigned k_cread = 04000;
inline constexpr unsigned k_clocal = 0100000;

inline constexpr int k_sig_block = 0;
inline constexpr int k_sigttin = 21;
inline constexpr int k_sigttou = 22;
inline constexpr unsigned k_sigset_bytes = 8;
inline constexpr unsigned k_sigaction_handler_at = 0; ///< in longs

} // namespace agent::sys::arch
