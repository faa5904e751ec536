;! With shutdown_init the chipset answers the shutdown cycle with INIT#, and the program starts again.
;! param  shutdown_init 16
;! until  cpu0.shutdown == 1   within 2 ms
;! until  cpu0.shutdown == 0   within 5 us
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.shutdown == 1
;! expect cpu0.ev.init == 1
;! expect cpu0.smm == 0
;! expect mch.in_smm == 0
;! expect cpu0.ev.reset == 1
;! expect mem.0x600 == 0x124
org 0x8000
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
