;! Bus masters never reach SMRAM: A/B goes to video, HSEG and TSEG are invalid, IGD is sent to C0000h; plain RAM works.
; One access each 2 us, in the order of the checks. C and T are enabled first, then H and T.
;! a1: on cpu0.ev.halt#1 +2 us   master dmi read  0xa0000 4
;! a2: on cpu0.ev.halt#1 +4 us   master peg read  0xa0000 4
;! a3: on cpu0.ev.halt#1 +6 us   master igd read  0xa0000 4
;! a4: on cpu0.ev.halt#1 +8 us   master dmi write 0xa0000 0x0badbad0
;! a5: on cpu0.ev.halt#1 +10 us  master igd write 0xa0000 0x0badbad0
;! a6: on cpu0.ev.halt#1 +12 us  master dmi read  0x03f00000 4
;! a7: on cpu0.ev.halt#1 +14 us  master peg write 0x03f00000 0x0badbad0
;! a8: on cpu0.ev.halt#1 +16 us  master igd read  0x03f00000 4
;! a9: on cpu0.ev.halt#1 +18 us  master dmi write 0x50000 0x600d600d
;! aa: on cpu0.ev.halt#1 +20 us  master peg read  0x50000 4
;! ab: on cpu0.ev.halt#1 +22 us  master igd read  0x50000 4
;! go: on cpu0.ev.halt#1 +24 us  set board.ext_smi_n 0 for 300 ns
;! b1: on cpu0.ev.halt#2 +2 us   master dmi read  0xfeda0000 4
;! b2: on cpu0.ev.halt#2 +4 us   master peg write 0xfeda0000 0x0badbad0
;! b3: on cpu0.ev.halt#2 +6 us   master igd read  0xfeda0000 4
;! b4: on cpu0.ev.halt#2 +8 us   master dmi read  0xa0000 4
; A/B range
;! until  mch.mst_ack == 1     within 2 ms
;! expect mch.mst_target == VIDEO
;! expect mch.mst_rdata == 0xffffffff
;! until  mch.mst_ack == 2     within 4 us
;! expect mch.mst_target == VIDEO
;! expect mch.mst_rdata == 0xffffffff
;! until  mch.mst_ack == 3     within 4 us
;! expect mch.mst_target == C0000
;! expect mch.mst_rdata == 0x0c0c0c0c
;! until  mch.mst_ack == 4     within 4 us
;! expect mch.mst_target == VIDEO
;! until  mch.mst_ack == 5     within 4 us
;! expect mch.mst_target == C0000
; TSEG
;! until  mch.mst_ack == 6     within 4 us
;! expect mch.mst_target == INVALID
;! expect mch.mst_rdata == 0xffffffff
;! until  mch.mst_ack == 7     within 4 us
;! expect mch.mst_target == INVALID
;! until  mch.mst_ack == 8     within 4 us
;! expect mch.mst_target == C0000
;! expect mch.mst_rdata == 0x0c0c0c0c
; Plain RAM
;! until  mch.mst_ack == 9     within 4 us
;! expect mch.mst_target == DRAM
;! until  mch.mst_ack == 10    within 4 us
;! expect mch.mst_target == DRAM
;! expect mch.mst_rdata == 0x600d600d
;! until  mch.mst_ack == 11    within 4 us
;! expect mch.mst_rdata == 0x600d600d
; HSEG
;! until  mch.mst_ack == 12    within 1 ms
;! expect mch.esmramc == 0xb9
;! expect mch.mst_target == INVALID
;! expect mch.mst_rdata == 0xffffffff
;! until  mch.mst_ack == 13    within 4 us
;! expect mch.mst_target == INVALID
;! until  mch.mst_ack == 14    within 4 us
;! expect mch.mst_target == C0000
;! until  mch.mst_ack == 15    within 4 us
;! expect mch.mst_target == VIDEO
; SMRAM is as it was, and no master has set E_SMERR
;! expect mem.0xa0000 == 0x11112222
;! expect mem.0x03f00000 == 0x33334444
;! expect mem.0xc0000 == 0x0c0c0c0c
;! expect mem.0x50000 == 0x600d600d
;! expect mch.esmramc == 0xb9
;! expect ev.master == 15
;! never  ev.smerr
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    flat
    pam_write 1, 0x03                   ; C0000-C3FFF is DRAM
    tseg_place
    mov dword [dword TSEG], 0x33334444
    mov dword [dword 0xc0000], 0x0c0c0c0c
    smram_write G_SMRAME | D_OPEN
    mov dword [dword 0xa0000], 0x11112222
    smram_write G_SMRAME
    esmramc_write T_EN
    hlt
    esmramc_write T_EN | H_SMRAME
    rest

handler:
    mov word [slot(MAP_HALT)], 0
    rsm
handler_end:
