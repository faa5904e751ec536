;! NMI ends a shutdown, also one in SMM: its routine runs.
;! hit: on cpu0.ev.shutdown +1 us  set board.nmi 1 for 1 us
;! until  cpu0.shutdown == 1   within 2 ms
;! until  cpu0.shutdown == 0   within 5 us
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.nmi == 1
;! expect mem.0x600 == 0x123
;! never  ev.init
org 0x8000
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
