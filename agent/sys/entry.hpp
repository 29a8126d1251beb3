// _start of the CPU this program is built for; it calls agent_start with the kernel's stack. Included by main.cpp only.
#pragma once

#if defined(__x86_64__)
#include "agent/sys/arch/x86_64/entry.hpp"
#elif defined(__i386__)
#include "agent/sys/arch/x86/entry.hpp"
#elif defined(__arm__)
#include "agent/sys/arch/arm/entry.hpp"
#elif defined(__aarch64__)
#include "agent/sys/arch/aarch64/entry.hpp"
#elif defined(__riscv)
#include "agent/sys/arch/riscv64/entry.hpp"
#elif defined(__mips__) && _MIPS_SIM == _ABIO32
#include "agent/sys/arch/mips/entry.hpp"
#elif defined(__mips__)
#include "agent/sys/arch/mips64/entry.hpp"
#elif defined(__powerpc__)
#include "agent/sys/arch/powerpc/entry.hpp"
#endif
