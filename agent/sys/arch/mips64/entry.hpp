// 64-bit MIPS: the first instruction of the program. The kernel enters with the stack pointer at argc, 16-byte aligned.
#pragma once

asm(R"(
.set noreorder
.globl _start
.type _start, @function
_start:
    move $4, $29
    move $31, $0
    dla $25, agent_start
    jr $25
    nop
.set reorder
)");
