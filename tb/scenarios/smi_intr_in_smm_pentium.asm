;! A handler that sets IF takes INTR in SMM: the routine returns to the handler (pentium).
;! part   pentium
;! vec: at 0 ns             set board.intr_vector 0x40
;! in:  on ev.post#1 +1 us  set board.intr 1 for 6 us
;! out: on ev.post#2 +1 us  set board.intr 1 for 6 us
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.intr == 2
;! expect cpu0.ev.smm_fetch before cpu0.ev.intr#1
;! expect cpu0.ev.intr#1 before cpu0.ev.rsm
;! expect cpu0.ev.smm_exit before cpu0.ev.intr#2
;! expect mem.0x600 == 0x12343
;! never  shutdown
org 0x8000
%include "lib/intr_in_smm.inc"
