// 32-bit PowerPC: the first instruction of the program. The kernel enters with r1 at argc; a call wants a 16-byte
// aligned stack frame with a null back chain.
#pragma once

asm(R"(
.globl _start
.type _start, @function
_start:
    mr 3, 1
    clrrwi 1, 1, 4
    li 0, 0
    stwu 1, -16(1)
    mtlr 0
    stw 0, 0(1)
    bl agent_start
)");
