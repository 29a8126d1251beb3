// 64-bit RISC-V: the first instruction of the program. The kernel enters with the stack pointer at argc, 16-byte
// aligned. gp stays unset: the build keeps small data out (-msmall-data-limit=0), so nothing addresses through it.
#pragma once

asm(R"(
.globl _start
.type _start, @function
_start:
    mv a0, sp
    andi sp, sp, -16
    jal agent_start
)");
