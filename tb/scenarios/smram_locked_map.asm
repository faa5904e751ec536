;! With d_lck_map 0 D_LCK leaves TSEGMB and TOLUD writable: locked TSEG can be moved away from what it protected.
;! param  d_lck_map 0
;! until  cpu0.halted == 1     within 2 ms
; TSEGMB and TOLUD after the lock; G_SMRAME, T_EN and D_OPEN stay
;! expect mem.0x604 == 0x02000000
;! expect mem16.0x608 == 0x380
;! expect mch.smram == 0x1a
;! expect mch.esmramc == 0x79
; The old TSEG refuses, then shows what it holds; the new one refuses
;! expect mem.0x60c == 0xffffffff
;! expect mem.0x610 == 0x11112222
;! expect mem.0x614 == 0xffffffff
org 0x8000
%include "lib/smm.inc"

    begin
    flat
    tseg_place
    mov dword [dword TSEG], 0x11112222
    esmramc_write T_EN
    smram_write G_SMRAME | D_LCK
    mov eax, [dword TSEG]
    mov [0x60c], eax
    cfg_write32 MCH, TSEGMB, 0x02000000
    cfg_read32 MCH, TSEGMB
    mov [0x604], eax
    mov eax, [dword TSEG]
    mov [0x610], eax
    mov eax, [dword 0x02000000]
    mov [0x614], eax
    cfg_write16 MCH, TOLUD, 0x0380
    cfg_read16 MCH, TOLUD
    mov [0x608], ax
    smram_write D_OPEN
    esmramc_write 0
    done
