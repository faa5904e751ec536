;! TSEG_SZ 00 is 1 MB, 01 is 2 MB, 10 is 8 MB from TSEGMB on; 11 is reserved and closes nothing.
;! until  cpu0.halted == 1     within 2 ms
; A digit for each look, 1 closed, 0 open: last dword in and first dword behind of 1, 2, 8 MB; with 11 the first dword
;! expect mem.0x600 == 0xa1010100
org 0x8000
%include "lib/smm.inc"

BASE equ 0x02000000

; Notes 1 if the dword reads all ones, else 0 (RAM is 0 there).
%macro look 1
    mov eax, [dword %1]
    shl dword [0x600], 4
    inc eax
    jnz %%open
    inc dword [0x600]
%%open:
%endmacro

    begin
    flat
    cfg_write16 MCH, TOLUD, 0x0400
    cfg_write32 MCH, TSEGMB, BASE
    smram_write G_SMRAME
    note 0xa
    esmramc_write T_EN
    look BASE + 0x0ffffc
    look BASE + 0x100000
    esmramc_write T_EN | 1 << 1
    look BASE + 0x1ffffc
    look BASE + 0x200000
    esmramc_write T_EN | 2 << 1
    look BASE + 0x7ffffc
    look BASE + 0x800000
    esmramc_write T_EN | 3 << 1
    look BASE
    done
