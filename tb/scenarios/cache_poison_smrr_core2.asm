;! SMRR against cache poisoning: the same attack, and stores from outside SMM are dropped before the cache.
;! part   core2
;! show   smm_enter#3 to smm_enter#3 +200 ns
;! until  cpu0.halted == 1     within 5 ms
; The true handler ran before, uncached, with D_LCK = 1 and TSEG closed
;! expect mem.0x60c == 0x1111
;! expect mch.smram == 0x1a
; The program reads ones: the stores were dropped in the processor
;! expect mem.0x608 == 0xffffffff
; The true handler ran again
;! expect mem.0x604 == 0x1111
;! expect ev.smm_exit == 3
; SMRAM is as it was, and the chipset saw nothing of it
;! expect mem8.0x03f08004 == 0x06
;! expect mem.0x03f08005 == 0x00001111
;! expect ev.smerr == 0
;! expect mem.0x600 == 0x13
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define USES_SMRR
%include "lib/cache_poison.inc"
