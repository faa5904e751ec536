;! On a Pentium an exception inside SMM unblocks NMI: it is delivered before the exception's first instruction.
;! part   pentium
;! hit: on cpu0.ev.smm_fetch +1 us  set board.nmi 1 for 500 ns
;! go:  on cpu0.ev.smm_fetch +5 us  master dmi write 0x700 1
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.exception == 1
;! expect cpu0.ev.nmi == 1
;! expect cpu0.ev.nmi before cpu0.ev.rsm
; Program 1, handler 2, NMI routine 5, #UD routine 3, handler 4, program 6:
;! expect mem.0x600 == 0x125346
org 0x8000
%include "lib/nmi_exception.inc"
