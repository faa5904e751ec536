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
    lgdt [gdtr]
    mov eax, cr0
    or al, 1
    mov cr0, eax
    jmp dword 0x08:protected

bits 32
protected:
    mov ax, 0x10
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov eax, [dword APIC_ID]
    shr eax, 24
    shl eax, 12
    lea edi, [eax + TABLES]
    lea esp, [eax + TABLES + 0x1000]
    xor ebx, ebx
again:
    mov ecx, 900
.work:
    mov eax, [edi + ecx * 4]
    add eax, ebx
    call mix
    mov [edi + ecx * 4], eax
    movzx edx, byte [edi + ecx * 4 + 1]
    xor ebx, edx
    push ebx
    add dword [esp], 3
    pop ebx
    test al, 1
    jz .even
    inc dword [edi]
.even:
    lea edx, [ebx + ecx * 2]
    sub ebx, edx
    dec ecx
    jnz .work
    jmp again

mix:
    rol eax, 5
    xor eax, 0x9e3779b9
    ret

bits 16
gdt:
    dq 0
    descriptor 0, 0xfffff, 0x9b, 0xc0
    descriptor 0, 0xfffff, 0x93, 0xc0
gdtr:
    dw 0x17
    dd gdt
