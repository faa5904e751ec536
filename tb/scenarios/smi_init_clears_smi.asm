;! With init_clears_pending_smi 1 the INIT that ends a shutdown drops the SMI that is latched in it.
;! part   p6
;! param  init_clears_pending_smi 1
;! smi:  on cpu0.ev.shutdown +1 us   set board.ext_smi_n 0 for 300 ns
;! init: on cpu0.ev.shutdown +10 us  set board.init_n 0 for 1 us
;! until  cpu0.shutdown == 1   within 2 ms
;! until  cpu0.pending == 1    within 5 us
;! until  cpu0.shutdown == 0   within 20 us
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smi_latched == 2
;! expect cpu0.ev.init == 1
;! expect cpu0.pending == 0
;! expect cpu0.ev.smm_enter == 1
; Program 1, handler 2, program after INIT 4:
;! expect mem.0x600 == 0x124
;! never  cpu0.ev.smi_taken#2
org 0x8000
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
