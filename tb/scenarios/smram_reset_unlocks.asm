;! Only RESET# clears D_LCK: the program starts again and opens SMRAM, whose contents are still there.
;! hit: on cpu0.ev.halt#1 +2 us  set board.reset_n 0 for 1 us
;! until  cpu0.halted == 1     within 2 ms
;! expect mch.smram == 0x1a
;! until  mch.smram == 0x02     within 5 us
;! expect cpu0.halted == 0
;! expect mch.esmramc == 0x38
;! expect mch.tsegmb == 0
;! expect mch.tolud == 0x10
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.reset == 2
;! expect mch.smram == 0x4a
; What the second life read: SMRAM before and after it was opened
;! expect mem.0x604 == 0x02
;! expect mem.0x608 == 0x11112222
;! expect mem.0x600 == 0x12
org 0x8000
%include "lib/smm.inc"

    begin
    mov bx, 0xa000
    mov es, bx
    cmp dword [0x600], 0
    jne second_life
    tseg_place
    esmramc_write T_EN
    smram_write G_SMRAME | D_OPEN
    mov dword [es:0], 0x11112222
    smram_write G_SMRAME | D_LCK
    smram_write G_SMRAME | D_OPEN
    note 1
    done

second_life:
    cfg_read8 MCH, SMRAM
    movzx eax, al
    mov [0x604], eax
    smram_write G_SMRAME | D_OPEN
    mov eax, [es:0]
    mov [0x608], eax
    note 2
    done
