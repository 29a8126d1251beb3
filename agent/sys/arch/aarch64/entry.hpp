// 64-bit ARM: the first instruction of the program. The kernel enters with the stack pointer at argc, 16-byte aligned.
#pragma once

asm(R"(
.globl _start
.type _start, %function
_start:
    mov x29, #0
    mov x30, #0
    mov x0, sp
    bl agent_start
)");
