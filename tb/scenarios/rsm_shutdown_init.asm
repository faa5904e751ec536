;! INIT# ends a shutdown: the program starts again through the reset vector, without a reset.
;! hit: on cpu0.ev.shutdown +1 us  set board.init_n 0 for 1 us
;! until  cpu0.shutdown == 1   within 2 ms
;! until  cpu0.shutdown == 0   within 5 us
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.init == 1
;! expect cpu0.smm == 0
;! expect mch.in_smm == 0
;! expect cpu0.ev.reset == 1
;! expect cpu0.ev.shutdown before cpu0.ev.init
; The chipset was not reset:
;! expect ich9.smi_en == 0x23
;! expect mem.0x600 == 0x124
org 0x8000
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
