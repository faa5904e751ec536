;! With d_lck_g_smrame 0 D_LCK leaves G_SMRAME writable: locked SMRAM can be switched off and on, not opened.
;! param  d_lck_g_smrame 0
;! until  cpu0.halted == 1     within 2 ms
; SMRAM locked, after a write of 0, and after a write of G_SMRAME and D_OPEN
;! expect mem8.0x604 == 0x1a
;! expect mem8.0x605 == 0x12
;! expect mem8.0x606 == 0x1a
; What D_LCK freezes by every source: ESMRAMC, and TSEGMB by d_lck_map
;! expect mem8.0x607 == 0x39
;! expect mch.tsegmb == 0x03f00000
; TSEG refuses while it is on, is plain DRAM while it is off, and refuses again
;! expect mem.0x608 == 0xffffffff
;! expect mem.0x60c == 0x11112222
;! expect mem.0x610 == 0xffffffff
;! expect mch.smram == 0x1a
org 0x8000
%include "lib/smm.inc"

    begin
    flat
    tseg_place
    mov dword [dword TSEG], 0x11112222
    esmramc_write T_EN
    smram_write G_SMRAME | D_LCK
    cfg_read8 MCH, SMRAM
    mov [0x604], al
    mov eax, [dword TSEG]
    mov [0x608], eax
    smram_write 0
    cfg_read8 MCH, SMRAM
    mov [0x605], al
    mov eax, [dword TSEG]
    mov [0x60c], eax
    smram_write G_SMRAME | D_OPEN
    cfg_read8 MCH, SMRAM
    mov [0x606], al
    mov eax, [dword TSEG]
    mov [0x610], eax
    esmramc_write H_SMRAME | E_SMERR
    cfg_read8 MCH, ESMRAMC
    mov [0x607], al
    cfg_write32 MCH, TSEGMB, 0x02000000
    done
