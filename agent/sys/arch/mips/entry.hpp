// 32-bit MIPS: the first instruction of the program. The kernel enters with the stack pointer at argc; a call wants it
// 8-byte aligned with room for four arguments. The linker's own default entry is __start: the build names _start.
#pragma once

asm(R"(
.set push
.set nomips16
.set noreorder
.align 2
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
.set pop
)");

#if defined(__mips16)
// The trap, for MIPS16e code: mips_trap(a, b, c, number), mips_trap_long(a, b, c, d, e, number). The arguments are
// where the kernel wants them. $16 belongs to the caller: it is kept where the o32 ABI reserves room for the first
// argument.
asm(R"(
.set push
.set nomips16
.set noreorder
.align 2
.globl mips_trap_long
.type mips_trap_long, @function
mips_trap_long:
    sw $16, 0($29)
    b 1f
    lw $16, 20($29)
.globl mips_trap
.type mips_trap, @function
mips_trap:
    sw $16, 0($29)
    move $16, $7
1:  move $2, $16
    syscall
    beqz $7, 2f
    lw $16, 0($29)
    negu $2, $2
2:  jr $31
    nop
.set pop
)");
#endif
