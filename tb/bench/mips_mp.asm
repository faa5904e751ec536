;! For speed: the loop of mips.asm on as many CPUs as there are, each in a memory of its own, no SMI, without end.
;! part core2
;! cpus 2
;! watchdog 1000 s
;! never ev.smi_low
;! never ev.shutdown
;! never ev.exception
;! never ev.unknown_opcode
org 0x8000
%include "../scenarios/lib/smm.inc"
%include "../scenarios/lib/apic.inc"

TABLES      equ 0x20000                 ; 4 KB a CPU
TURNS       equ 900

%macro place 0
    mov eax, [dword APIC_ID]
    shr eax, 24
    shl eax, 12
    lea edi, [eax + TABLES]
    lea esp, [eax + TABLES + 0x1000]
%endmacro

    begin
    flat
    apic_enable
    apic_write APIC_ICR, ICR_OTHERS | ICR_INIT | ICR_ASSERT
    ipi_wait
    apic_write APIC_ICR, ICR_OTHERS | ICR_STARTUP | ICR_ASSERT | 9
    ipi_wait
    jmp 0:everyone

    times 0x1000 - ($ - $$) db 0x90
    cli
    jmp 0:everyone

everyone:
    xor ax, ax
    mov ds, ax
%include "mips_loop.inc"
