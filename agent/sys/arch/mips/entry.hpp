// 32-bit MIPS: the first instruction of the program. The kernel enters with the stack pointer at argc; a call wants it
// 8-byte aligned with room for four arguments. The linker's own default entry is __start: the build names _start.
#pragma once

asm(R"(
.set noreorder
.globl _start
.type _start, @function
_start:
    move $4, $29
    li $8, -8
    and $29, $29, $8
    addiu $29, $29, -32
    lui $25, %hi(agent_start)
    addiu $25, $25, %lo(agent_start)
    jalr $25
    move $31, $0
.set reorder
)");
