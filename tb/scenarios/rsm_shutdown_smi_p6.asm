;! SMI# does not end a shutdown on a P6: it stays latched.
;! part   p6
;! hit:  on cpu0.ev.shutdown +1 us   set board.ext_smi_n 0 for 300 ns
;! mark: on cpu0.ev.shutdown +50 us  set board.gpi 1
;! until  cpu0.shutdown == 1   within 2 ms
;! until  cpu0.pending == 1    within 5 us
;! until  board.gpi == 1       within 100 us
;! expect cpu0.shutdown == 1
;! expect cpu0.pending == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x12
org 0x8000
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
