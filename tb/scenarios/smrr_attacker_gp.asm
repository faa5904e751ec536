;! SMRR can be written in SMM alone: outside it WRMSR faults, before SMRR is set and after, in real and in protected mode.
;! part   core2
;! show   exception#1 -300 ns to exception#1 +300 ns
;! until  cpu0.halted == 1       within 5 ms
; Real mode: base and mask before SMRR is set, both after; FEATURE_CONTROL again, which is locked
;! expect mem.0x630 == 5
; Protected mode: both after
;! expect mem.0x634 == 2
;! expect ev.exception == 7
; What RDMSR gives: nothing was written before the SMI, and nothing after it
;! expect mem.0x610 == 0
;! expect mem.0x614 == 0
;! expect mem.0x618 == 0x03f00000
;! expect mem.0x61c == 0xfff00800
;! expect mem.0x620 == 0x03f00000
;! expect mem.0x624 == 0xfff00800
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

%macro keep_smrr 1
    mov ecx, SMRR_BASE
    rdmsr
    mov [%1], eax
    mov ecx, SMRR_MASK
    rdmsr
    mov [%1 + 4], eax
%endmacro
%macro attack 0
    wrmsr32 SMRR_BASE, 0
    wrmsr32 SMRR_MASK, 0
%endmacro

    begin
    install handler
    smi_setup
    vector 13, gp
    wrmsr32 FEATURE_CONTROL, FEATURE_ON
    attack
    keep_smrr 0x610
    apm_write 1
    keep_smrr 0x618
    attack
    wrmsr32 FEATURE_CONTROL, 1
    lidt [idtr]
    lgdt [gdtr]
    mov eax, cr0
    or al, 1
    mov cr0, eax
    jmp 0x08:protected
protected:
    mov ax, 0x10
    mov ds, ax
    mov es, ax
    mov ss, ax
    attack
    keep_smrr 0x620
    done

; Goes on behind WRMSR, which has two bytes.
gp:
    inc dword [0x630]
    push bp
    mov bp, sp
    add word [bp + 2], 2
    pop bp
    iret

; In protected mode the error code lies on top.
gp_protected:
    inc dword [0x634]
    add sp, 2
    push bp
    mov bp, sp
    add word [bp + 2], 2
    pop bp
    iret

gdt:
    dq 0
    descriptor 0, 0xffff, 0x9b, 0
    descriptor 0, 0xffff, 0x93, 0
gdtr:
    dw 0x17
    dd gdt
idt:
    times 13 dq 0
    dw gp_protected, 0x08, 0x8600, 0    ; a 16-bit interrupt gate
idtr:
    dw 14 * 8 - 1
    dd idt

handler:
    smrr_on TSEG, 0x100000
    smi_ack
    rsm
handler_end:
