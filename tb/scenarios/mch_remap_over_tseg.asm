;! TSEG is compared unremapped: with TOLUD unlocked a remap window over locked TSEG shows it to a bus master.
; One access each 2 us, in the order of the checks.
;! a1: on cpu0.ev.halt#1 +2 us   master dmi read  0x03f00000 4
;! a2: on cpu0.ev.halt#1 +4 us   master dmi read  0x100000000 4
;! a3: on cpu0.ev.halt#1 +6 us   master dmi write 0x100000004 0x0badbad0
;! param  d_lck_map 0
; The front door: refused
;! until  mch.mst_ack == 1     within 2 ms
;! expect mch.smram == 0x1a
;! expect mch.esmramc == 0x39
;! expect mch.mst_target == INVALID
;! expect mch.mst_rdata == 0xffffffff
; Through the window: read and written, and E_SMERR says nothing
;! until  mch.mst_ack == 2     within 4 us
;! expect mch.mst_target == DRAM
;! expect mch.mst_rdata == 0x11112222
;! until  mch.mst_ack == 3     within 4 us
;! expect mem.0x03f00004 == 0x0badbad0
;! never  ev.smerr
org 0x8000
%include "lib/smm.inc"

    begin
    flat
    tseg_place
    mov dword [dword TSEG], 0x11112222
    esmramc_write T_EN
    smram_write G_SMRAME | D_LCK
    cfg_write16 MCH, TOLUD, TSEG >> 16  ; TSEG's base as the end of low DRAM: the window leads there
    cfg_write16 MCH, TOUUD, 0x1040
    cfg_write16 MCH, REMAPBASE, 0x40
    cfg_write16 MCH, REMAPLIMIT, 0x40
    rest
