// 32-bit x86: the first instruction of the program. The kernel enters with the stack pointer at argc; arguments go on
// the stack, which is 16-byte aligned at the call.
#pragma once

asm(R"(
.globl _start
.type _start, @function
_start:
    xor %ebp, %ebp
    mov %esp, %eax
    and $-16, %esp
    sub $12, %esp
    push %eax
    call agent_start
)");
