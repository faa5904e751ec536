;! For speed: loads, stores and calls in 32-bit flat protected mode, no SMI, without end.
;! watchdog 1000 s
;! never ev.smi_low
;! never ev.shutdown
;! never ev.exception
;! never ev.unknown_opcode
org 0x8000
%include "../scenarios/lib/smm.inc"

TABLE       equ 0x20000                 ; 4096 dwords

    begin
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
    mov edi, TABLE
    xor ebx, ebx
again:
    mov ecx, 4095
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
    inc dword [edi - 4]
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
