;! RESET# ends a shutdown: the program starts again, with SMBASE, relocated before, back at 30000h.
;! hit: on cpu0.ev.shutdown +1 us  set board.reset_n 0 for 1 us
;! until  cpu0.shutdown == 1   within 2 ms
;! expect cpu0.smbase == 0x50000
;! expect cpu0.ev.smm_enter == 2
;! until  cpu0.shutdown == 0   within 5 us
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.reset == 2
;! expect cpu0.smm == 0
;! expect mch.in_smm == 0
;! expect cpu0.smbase == 0x30000
;! expect ich9.smi_en == 0
;! expect mem.0x600 == 0x124
org 0x8000
%define NEW_SMBASE 0x50000
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
