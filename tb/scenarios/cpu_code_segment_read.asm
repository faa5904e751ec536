;! A load through an execute-only code segment is #GP, whatever was read from that page before.
;! part   p6
;! until  ich9.post == 0xd0    within 5 ms
;! expect cpu0.ev.exception == 1
;! expect mem.0x600 == 0x12
org 0x8000
%include "lib/smm.inc"

    begin
    lgdt [gdtr]
    lidt [idtr]
    mov eax, cr0
    or al, 1
    mov cr0, eax
    jmp 8:protected

protected:
    mov ax, 16
    mov ds, ax
    mov ss, ax
    mov es, ax
    note 1
    mov eax, [gdt]
    mov eax, [cs:gdt]
    note 9
    done

refused:
    note 2
    done

gdt:
    dq 0
    descriptor 0, 0xffff, 0x98, 0x00    ; code, execute-only
    descriptor 0, 0xffff, 0x92, 0x00
gdtr:
    dw 23
    dd gdt
idt:
    times 13 dq 0
    dw refused, 8, 0x8600, 0            ; #GP: 16-bit interrupt gate
idtr:
    dw 14 * 8 - 1
    dd idt
