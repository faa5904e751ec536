;! Code in closed SMRAM cannot be run from outside SMM: the fetch gives all ones, which is no instruction (#UD).
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.exception == 2
;! expect ev.smerr == 1
; Program 1, #UD routine 2 (A0000h), program 3, #UD routine 2 (TSEG), program 4; 9 is the code hidden in SMRAM
;! expect mem.0x600 == 0x12324
;! expect mem8.0xa0000 == 0x66
org 0x8000
%include "lib/smm.inc"

    begin
    vector 6, routine
    flat
    tseg_place
    smram_write G_SMRAME | D_OPEN
    install hidden, 0xa0000
    install_high hidden, TSEG
    smram_write G_SMRAME
    esmramc_write T_EN
    note 1
    mov word [0x610], after_c
    jmp 0xa000:0
after_c:
    note 3
    mov word [0x610], after_t
    lgdt [gdtr]
    mov eax, cr0
    or al, 1
    mov cr0, eax
    jmp 0x08:in_code_segment
in_code_segment:
    and al, 0xfe
    mov cr0, eax                        ; real mode with a CS limit of 4 GB
    jmp dword 0:TSEG
after_t:
    note 4
    done

routine:
    note 2
    add sp, 6
    jmp 0:.go_on
.go_on:
    jmp [0x610]

gdt:
    dq 0
    descriptor 0, 0xfffff, 0x9b, 0x80
gdtr:
    dw 0x0f
    dd gdt

hidden:
    note 9
    jmp 0:after_c
hidden_end:
