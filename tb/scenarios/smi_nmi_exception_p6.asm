;! On a P6 an exception inside SMM does not unblock NMI: it waits until after RSM.
;! part   p6
;! hit: on cpu0.ev.smm_fetch +1 us  set board.nmi 1 for 500 ns
;! go:  on cpu0.ev.smm_fetch +5 us  master dmi write 0x700 1
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.exception == 1
;! expect cpu0.ev.nmi == 1
;! expect cpu0.ev.smm_exit before cpu0.ev.nmi
; Program 1, handler 2, #UD routine 3, handler 4, NMI routine 5, program 6:
;! expect mem.0x600 == 0x123456
org 0x8000
%include "lib/nmi_exception.inc"
