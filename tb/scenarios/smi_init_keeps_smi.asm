;! By default the INIT that ends a shutdown keeps the SMI that is latched in it: the SMI is taken after it.
;! part   p6
;! smi:  on cpu0.ev.shutdown +1 us   set board.ext_smi_n 0 for 300 ns
;! init: on cpu0.ev.shutdown +10 us  set board.init_n 0 for 1 us
;! until  cpu0.shutdown == 1   within 2 ms
;! until  cpu0.pending == 1    within 5 us
;! until  cpu0.shutdown == 0   within 20 us
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smi_latched == 2
;! expect cpu0.ev.init == 1
;! expect cpu0.pending == 0
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.init before cpu0.ev.smm_enter#2
; Program 1, handler 2, handler entered again 5:
;! expect mem.0x600 == 0x125
org 0x8000
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
