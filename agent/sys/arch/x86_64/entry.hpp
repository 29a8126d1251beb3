// x86-64: the first instruction of the program. The kernel enters with the stack pointer at argc; rsp is 16-byte
// aligned before a call (System V ABI, AMD64 supplement, 3.4.1).
#pragma once

asm(R"(
.globl _start
.type _start, @function
_start:
    xor %ebp, %ebp
    mov %rsp, %rdi
    and $-16, %rsp
    call agent_start
)");
