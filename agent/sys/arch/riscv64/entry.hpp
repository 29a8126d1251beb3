// 64-bit RISC-V: the first instruction of the program. The kernel enters with the stack pointer at argc, 16-byte
// aligned. The build keeps small data out (-msmall-data-limit=0), but the linker shortens addresses near its global
// pointer to ones relative to gp, so gp is set first.
#pragma once

asm(R"(
.globl _start
.type _start, @function
_start:
.option push
.option norelax
    la gp, __global_pointer$
.option pop
    mv a0, sp
    andi sp, sp, -16
    jal agent_start
)");
