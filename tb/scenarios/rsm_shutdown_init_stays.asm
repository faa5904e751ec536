;! With init_ends_smm 0 INIT# ends a shutdown in SMM but not SMM: the program starts again with SMMEM# still low.
;! param  init_ends_smm 0
;! hit: on cpu0.ev.shutdown +1 us  set board.init_n 0 for 1 us
;! until  cpu0.shutdown == 1   within 2 ms
;! until  cpu0.shutdown == 0   within 5 us
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.init == 1
;! expect cpu0.smm == 1
;! expect mch.in_smm == 1
;! expect bus.smmem_n == 0
;! expect cpu0.ev.smm_unack == 0
;! expect mem.0x600 == 0x124
org 0x8000
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
