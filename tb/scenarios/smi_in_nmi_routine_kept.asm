;! An SMI inside an NMI routine: after RSM NMI is blocked again until the routine's IRET.
;! first:  on ev.eos#1 +5 us             set board.nmi 1 for 500 ns
;! second: on cpu0.ev.smm_fetch +1 us    set board.nmi 1 for 500 ns
;! go:     on cpu0.ev.smm_fetch +5 us    master dmi write 0x700 1
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.nmi == 2
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.nmi#1 before cpu0.ev.smm_enter
;! expect cpu0.ev.smm_exit before cpu0.ev.nmi#2
; Program 1, NMI routine 2, SMI handler 3, NMI routine 4, second NMI 5, program 6:
;! expect mem.0x600 == 0x123456
org 0x8000
%include "lib/smi_in_nmi.inc"
