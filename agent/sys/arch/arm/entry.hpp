// 32-bit ARM: the first instruction of the program. The kernel enters with the stack pointer at argc, 8-byte aligned
// as the EABI wants it at a call.
#pragma once

#if defined(__thumb__)
asm(R"(
.syntax unified
.thumb
.globl _start
.thumb_func
.type _start, %function
_start:
    mov r0, sp
    bl agent_start
)");
#else
asm(R"(
.globl _start
.type _start, %function
_start:
    mov r0, sp
    bl agent_start
)");
#endif
