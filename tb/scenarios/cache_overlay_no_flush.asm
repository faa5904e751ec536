;! Without FLUSH# on entry SMM runs what the program had read at the handler's address: FFh bytes, no instruction.
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 5 ms
;! expect ev.flush == 0
; #UD at the first byte: not one instruction of the handler ran
;! expect cpu0.ev.exception == 1
;! expect mem.0x604 == 0xbad
;! expect mem.0xa9000 == 0
; though the handler is in SMRAM as it was installed, and the CPU was in SMM
;! expect mem8.0xa8000 == 0x66
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.smm_exit == 2
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define WBINVD_FIRST
%include "lib/cache_overlay.inc"
