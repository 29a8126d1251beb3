// MIPS (both word sizes): the constants that differ from asm-generic. The same names as generic/abi.hpp.
// Source: the kernel's arch/mips/include/uapi/asm/{errno,socket,termbits,ioctls,signal,fcntl}.h.
#pragma once

namespace agent::sys::arch {

inline constexpr int k_enosys = 89;
inline constexpr int k_eaddrinuse = 125;
inline constexpr int k_eaddrnotavail = 126;
inline constexpr int k_eafnosupport = 124;
inline constexpr int k_enetunreach = 128;
inline constexpr int k_econnreset = 131;
inline constexpr int k_eisconn = 133;
inline constexpr int k_etimedout = 145;
inline constexpr int k_econnrefused = 146;
inline constexpr int k_ehostunreach = 148;
inline constexpr int k_ealready = 149;
inline constexpr int k_einprogress = 150;

inline constexpr int k_sock_stream = 2;
inline constexpr int k_sol_socket = 0xFFFF;
inline constexpr int k_so_reuseaddr = 4;
inline constexpr int k_so_keepalive = 8;

inline constexpr int k_o_nonblock = 0200;
inline constexpr int k_o_noctty = 04000;

inline constexpr unsigned k_tcgets = 0x540D;
inline constexpr unsigned k_tcsets = 0x540E;
inline constexpr unsigned k_tcgets2 = 0x4030542A;
inline constexpr unsigned k_tcsets2 = 0x8030542B;
inline constexpr unsigned k_tiocoutq = 0x7472;
inline constexpr unsigned k_fionread = 0x467F;
inline constexpr unsigned k_fionbio = 0x667E;

// struct termios has 23 control characters here.
inline constexpr unsigned k_termios_cc_at = 17;
inline constexpr unsigned k_termios_speeds_at = 40;
inline constexpr unsigned k_vmin = 4;
inline constexpr unsigned k_vtime = 5;
inline constexpr unsigned k_cbaud = 010017;
inline constexpr unsigned k_bother = 010000;
inline constexpr unsigned k_b1200 = 011;
inline constexpr unsigned k_b57600 = 010001;
inline constexpr unsigned k_cs8 = 060;
inline constexpr unsigned k_cread = 0200;
inline constexpr unsigned k_clocal = 04000;

inline constexpr int k_sig_block = 1;
inline constexpr int k_sigttin = 26;
inline constexpr int k_sigttou = 27;
inline constexpr unsigned k_sigset_bytes = 16;
inline constexpr unsigned k_sigaction_handler_at = 1; ///< in longs; the flags come first

} // namespace agent::sys::arch
