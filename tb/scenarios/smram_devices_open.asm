;! D_OPEN opens SMRAM to the CPU only: bus masters still do not reach it.
;! a1: on cpu0.ev.halt#1 +2 us  master dmi read  0xa0000 4
;! a2: on cpu0.ev.halt#1 +4 us  master peg write 0xa0000 0x0badbad0
;! a3: on cpu0.ev.halt#1 +6 us  master dmi write 0x03f00000 0x0badbad0
;! a4: on cpu0.ev.halt#1 +8 us  master dmi read  0x03f00000 4
;! until  mch.mst_ack == 1     within 2 ms
;! expect mch.smram == 0x4a
;! expect mch.mst_target == VIDEO
;! expect mch.mst_rdata == 0xffffffff
;! until  mch.mst_ack == 2     within 4 us
;! expect mch.mst_target == VIDEO
;! until  mch.mst_ack == 3     within 4 us
;! expect mch.mst_target == INVALID
;! until  mch.mst_ack == 4     within 4 us
;! expect mch.mst_target == INVALID
;! expect mch.mst_rdata == 0xffffffff
; The CPU reached both:
;! expect mem.0xa0000 == 0x11112222
;! expect mem.0x03f00000 == 0x33334444
;! expect mem.0x604 == 0x11112222
;! expect mem.0x608 == 0x33334444
org 0x8000
%include "lib/smm.inc"

    begin
    flat
    tseg_place
    esmramc_write T_EN
    smram_write G_SMRAME | D_OPEN
    mov dword [dword 0xa0000], 0x11112222
    mov dword [dword TSEG], 0x33334444
    mov eax, [dword 0xa0000]
    mov [0x604], eax
    mov eax, [dword TSEG]
    mov [0x608], eax
    rest
