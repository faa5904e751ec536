;! With shutdown_smi_leaves 1 SMI# ends a shutdown on a P6 too: the handler is entered again.
;! part   p6
;! param  shutdown_smi_leaves 1
;! hit: on cpu0.ev.shutdown +1 us  set board.ext_smi_n 0 for 300 ns
;! until  cpu0.shutdown == 1   within 2 ms
;! until  cpu0.shutdown == 0   within 50 us
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.shutdown before cpu0.ev.smm_enter#2
;! expect mem.0x600 == 0x125
;! never  ev.init
org 0x8000
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
