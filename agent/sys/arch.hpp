// Picks the one CPU this program is built for: arch/<cpu>/syscall.hpp (the trap, call numbers, what is missing) and
// abi.hpp (constants; generic/ for most). How to add one: agent/README.md.
#pragma once

#if defined(__x86_64__) && !defined(__ILP32__)
#include "agent/sys/arch/generic/abi.hpp"
#include "agent/sys/arch/x86_64/syscall.hpp"
#elif defined(__i386__)
#include "agent/sys/arch/generic/abi.hpp"
#include "agent/sys/arch/x86/syscall.hpp"
#elif defined(__arm__)
#include "agent/sys/arch/arm/syscall.hpp"
#include "agent/sys/arch/generic/abi.hpp"
#elif defined(__aarch64__)
#include "agent/sys/arch/aarch64/syscall.hpp"
#include "agent/sys/arch/generic/abi.hpp"
#elif defined(__riscv) && __riscv_xlen == 64
#include "agent/sys/arch/generic/abi.hpp"
#include "agent/sys/arch/riscv64/syscall.hpp"
#elif defined(__mips__) && _MIPS_SIM == _ABIO32
#include "agent/sys/arch/mips/abi.hpp"
#include "agent/sys/arch/mips/syscall.hpp"
#elif defined(__mips__) && _MIPS_SIM == _ABI64
#include "agent/sys/arch/mips/abi.hpp"
#include "agent/sys/arch/mips64/syscall.hpp"
#elif defined(__powerpc__) && !defined(__powerpc64__)
#include "agent/sys/arch/powerpc/abi.hpp"
#include "agent/sys/arch/powerpc/syscall.hpp"
#else
#error "no directory under agent/sys/arch/ for this CPU; see agent/README.md"
#endif
