;! A write-back of a dirty line always reaches enabled SMRAM, closed and locked, in any mode; a plain write does not.
;! wb1: on cpu0.ev.halt#1 +2 us  master wb write 0xa0000 0x44445555
;! wb2: on cpu0.ev.halt#1 +4 us  master wb write 0x03f00000 0x66667777
;! dmi: on cpu0.ev.halt#1 +6 us  master dmi write 0xa0004 0x0badbad0
;! until  mch.mst_ack == 1     within 2 ms
;! expect mch.smram == 0x1a
;! expect mch.mst_target == DRAM
;! expect mem.0xa0000 == 0x44445555
;! until  mch.mst_ack == 2     within 4 us
;! expect mch.mst_target == DRAM
;! expect mem.0x03f00000 == 0x66667777
;! until  mch.mst_ack == 3     within 4 us
;! expect mch.mst_target == VIDEO
;! expect mem.0xa0004 == 0
; A write-back is no touch from outside:
;! expect mch.esmramc == 0x39
;! never  ev.smerr
org 0x8000
%include "lib/smm.inc"

    begin
    flat
    tseg_place
    smram_write G_SMRAME | D_OPEN
    mov dword [dword 0xa0000], 0x11112222
    esmramc_write T_EN
    smram_write G_SMRAME | D_LCK
    rest
