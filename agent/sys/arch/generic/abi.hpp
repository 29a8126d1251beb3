// Constants of most Linux CPUs ("asm-generic"): errno, sockets, terminals, signals. A CPU that differs has its own
// abi.hpp with the same names. What is the same on every CPU is in sys.hpp.
// Source: the kernel's include/uapi/asm-generic/{errno,socket,termbits,ioctls,signal,fcntl}.h.
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

inline constexpr unsigned k_tcgets = 0x5401;
inline constexpr unsigned k_tcsets = 0x5402;
inline constexpr unsigned k_tcgets2 = 0x802C542A;
inline constexpr unsigned k_tcsets2 = 0x402C542B;
inline constexpr unsigned k_tiocoutq = 0x5411;
inline constexpr unsigned k_fionread = 0x541B;
inline constexpr unsigned k_fionbio = 0x5421;

// struct termios: four 32-bit flag words, the line discipline, then the control characters; termios2 adds two speeds.
inline constexpr unsigned k_termios_cc_at = 17;
inline constexpr unsigned k_termios_speeds_at = 36;
inline constexpr unsigned k_vmin = 6;
inline constexpr unsigned k_vtime = 5;
inline constexpr unsigned k_cbaud = 010017;
inline constexpr unsigned k_bother = 010000;
inline constexpr unsigned k_b1200 = 011;
inline constexpr unsigned k_b57600 = 010001;
inline constexpr unsigned k_cs8 = 060;
inline constexpr unsigned k_cread = 0200;
inline constexpr unsigned k_clocal = 04000;

inline constexpr int k_sig_block = 0;
inline constexpr int k_sigttin = 21;
inline constexpr int k_sigttou = 22;
inline constexpr unsigned k_sigset_bytes = 8;
inline constexpr unsigned k_sigaction_handler_at = 0; ///< in longs

} // namespace agent::sys::arch
