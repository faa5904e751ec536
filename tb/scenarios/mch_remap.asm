;! The remap window shows the DRAM at TOLUD and up above 4 GB; without it that DRAM cannot be reached.
; One access each 2 us, in the order of the checks. The window is 4 GB + 64 MB to 4 GB + 128 MB, TOLUD 32 MB.
;! a1: on cpu0.ev.halt#1 +2 us   master dmi write 0x104000000 0x11112222
;! a2: on cpu0.ev.halt#1 +4 us   master peg read  0x104000000 4
;! a3: on cpu0.ev.halt#1 +6 us   master igd write 0x105fffffc 0x33334444
;! a4: on cpu0.ev.halt#1 +8 us   master dmi read  0x106000000 4
;! a5: on cpu0.ev.halt#1 +10 us  master dmi read  0x103fffffc 4
;! a6: on cpu0.ev.halt#1 +12 us  master dmi read  0x107fffffc 4
;! a7: on cpu0.ev.halt#1 +14 us  master dmi write 0x108000000 0x0badbad0
;! a8: on cpu0.ev.halt#1 +16 us  master dmi read  0x02000000 4
; In the window: 32 MB and up, as far as there is memory
;! until  mch.mst_ack == 1     within 2 ms
;! expect mch.mst_target == DRAM
;! expect mem.0x02000000 == 0x11112222
;! until  mch.mst_ack == 2     within 4 us
;! expect mch.mst_rdata == 0x11112222
;! until  mch.mst_ack == 3     within 4 us
;! expect mem.0x03fffffc == 0x33334444
;! until  mch.mst_ack == 4     within 4 us
;! expect mch.mst_target == DRAM
;! expect mch.mst_rdata == 0xffffffff
; Below the window: DRAM at its own address, which is not fitted. At TOUUD: DMI
;! until  mch.mst_ack == 5     within 4 us
;! expect mch.mst_target == DRAM
;! expect mch.mst_rdata == 0xffffffff
;! until  mch.mst_ack == 6     within 4 us
;! expect mch.mst_target == DRAM
;! until  mch.mst_ack == 7     within 4 us
;! expect mch.mst_target == DMI
; TOLUD itself is DMI
;! until  mch.mst_ack == 8     within 4 us
;! expect mch.mst_target == DMI
;! expect mch.mst_rdata == 0xffffffff
; And to the processor, which put something there before it lowered TOLUD
;! expect mem.0x604 == 0xffffffff
;! expect mem.0x02001000 == 0x55556666
org 0x8000
%include "lib/smm.inc"

    begin
    flat
    cfg_write16 MCH, TOLUD, 0x0400
    mov dword [dword 0x02001000], 0x55556666
    cfg_write16 MCH, TOLUD, 0x0200
    mov eax, [dword 0x02001000]
    mov [0x604], eax
    cfg_write16 MCH, TOM, 1             ; 64 MB
    cfg_write16 MCH, TOUUD, 0x1080      ; 4 GB + 128 MB
    cfg_write16 MCH, REMAPBASE, 0x41
    cfg_write16 MCH, REMAPLIMIT, 0x41
    rest
