;! PAM, the 15 MB hole, stolen memory and the owner of A0000 decide about bus masters too, row by row.
; One access each 2 us, in the order of the checks.
;! a1: on cpu0.ev.halt#1 +2 us   master dmi read  0xf0000 4
;! a2: on cpu0.ev.halt#1 +4 us   master peg write 0xf0000 0x0badbad0
;! a3: on cpu0.ev.halt#1 +6 us   master igd read  0xc0000 4
;! a4: on cpu0.ev.halt#1 +8 us   master peg read  0xf00000 4
;! a5: on cpu0.ev.halt#1 +10 us  master dmi read  0x03000000 4
;! a6: on cpu0.ev.halt#1 +12 us  master igd read  0x03000000 4
;! a7: on cpu0.ev.halt#1 +14 us  master peg write 0x02f00000 0x0badbad0
;! a8: on cpu0.ev.halt#1 +16 us  master dmi write 0x02effffc 0x600d600d
;! a9: on cpu0.ev.halt#1 +18 us  master dmi read  0xa0000 4
;! aa: on cpu0.ev.halt#1 +20 us  master igd read  0xb0000 4
;! ab: on cpu0.ev.halt#1 +22 us  master peg read  0xb8000 4
;! ac: on cpu0.ev.halt#1 +24 us  master dmi read  0xffff0 4
;! param  peg_vga 1
; PAM 01: reads show DRAM, writes go to DMI; PAM 00: to DMI
;! until  mch.mst_ack == 1     within 2 ms
;! expect mch.mst_target == DRAM
;! expect mch.mst_rdata == 0x11112222
;! until  mch.mst_ack == 2     within 4 us
;! expect mch.mst_target == DMI
;! until  mch.mst_ack == 3     within 4 us
;! expect mch.mst_target == DMI
;! expect mch.mst_rdata == 0xffffffff
; The hole
;! until  mch.mst_ack == 4     within 4 us
;! expect mch.mst_target == DMI
;! expect mch.mst_rdata == 0xffffffff
; Stolen memory
;! until  mch.mst_ack == 5     within 4 us
;! expect mch.mst_target == INVALID
;! expect mch.mst_rdata == 0xffffffff
;! until  mch.mst_ack == 6     within 4 us
;! expect mch.mst_target == DRAM
;! expect mch.mst_rdata == 0x33334444
;! until  mch.mst_ack == 7     within 4 us
;! expect mch.mst_target == INVALID
;! until  mch.mst_ack == 8     within 4 us
;! expect mch.mst_target == DRAM
; A0000: the PCI Express port has it, but B0000-B7FFF goes to DMI
;! until  mch.mst_ack == 9     within 4 us
;! expect mch.mst_target == PEG
;! until  mch.mst_ack == 10    within 4 us
;! expect mch.mst_target == DMI
;! until  mch.mst_ack == 11    within 4 us
;! expect mch.mst_target == PEG
; And the end of the shadow
;! until  mch.mst_ack == 12    within 4 us
;! expect mch.mst_target == DRAM
;! expect mem.0xf0000 == 0x11112222
;! expect mem.0x02f00000 == 0
;! expect mem.0x02effffc == 0x600d600d
;! expect ev.master == 12
;! never  ev.smerr
org 0x8000
%include "lib/smm.inc"

    begin
    flat
    cfg_write16 MCH, TOLUD, 0x0400
    pam_write 0, 0x30
    mov dword [dword 0xf0000], 0x11112222
    mov dword [dword 0xf00000], 0x55556666
    mov dword [dword 0x03000000], 0x33334444
    pam_write 0, 0x10
    cfg_write8 MCH, LAC, HEN | MDAP
    cfg_write32 MCH, GBSM, 0x03000000
    cfg_write32 MCH, BGSM, 0x02f00000
    cfg_write16 MCH, GGC, 0x0130 | IVD
    rest
