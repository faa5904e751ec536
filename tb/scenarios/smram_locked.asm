;! D_LCK closes SMRAM until reset: D_OPEN and the layout registers cannot be changed any more, D_CLS can.
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.d_lck == 1
; D_OPEN went up once and down with the lock; the later write had no effect
;! expect ev.d_open == 2
;! expect ev.d_open#1 before ev.d_lck
;! expect mem.0xa0000 == 0x11112222
;! expect mem.0x604 == 0xffffffff
; SMRAM after writes of D_OPEN, of 0, and of D_CLS
;! expect mem8.0x608 == 0x1a
;! expect mem8.0x609 == 0x1a
;! expect mem8.0x60a == 0x3a
; ESMRAMC, TSEGMB and TOLUD after writes of other values
;! expect mem8.0x60b == 0x39
;! expect mem.0x60c == 0x03f00000
;! expect mem16.0x610 == 0x400
;! expect mch.smram == 0x3a
;! expect mch.esmramc == 0x39
;! expect mch.tsegmb == 0x03f00000
;! expect mch.tolud == 0x400
org 0x8000
%include "lib/smm.inc"

    begin
    mov bx, 0xa000
    mov es, bx
    tseg_place
    esmramc_write T_EN
    smram_write G_SMRAME | D_OPEN
    mov dword [es:0], 0x11112222
    smram_write G_SMRAME | D_OPEN | D_LCK
    smram_write G_SMRAME | D_OPEN
    mov dword [es:0], 0x33334444
    mov eax, [es:0]
    mov [0x604], eax
    cfg_read8 MCH, SMRAM
    mov [0x608], al
    smram_write 0
    cfg_read8 MCH, SMRAM
    mov [0x609], al
    smram_write D_CLS
    cfg_read8 MCH, SMRAM
    mov [0x60a], al
    esmramc_write H_SMRAME | 0x06
    cfg_read8 MCH, ESMRAMC
    mov [0x60b], al
    cfg_write32 MCH, TSEGMB, 0x02000000
    cfg_read32 MCH, TSEGMB
    mov [0x60c], eax
    cfg_write16 MCH, TOLUD, 0x0100
    cfg_read16 MCH, TOLUD
    mov [0x610], ax
    done
