;! SMRAM cache poisoning: MTRRs make locked TSEG write-back, stores from outside SMM stay in the cache, the SMI runs them.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! show   smm_enter#3 to smm_enter#3 +32 ns
;! until  cpu0.halted == 1     within 5 ms
; The true handler ran before, uncached, with D_LCK = 1 and TSEG closed
;! expect mem.0x60c == 0x1111
;! expect mch.smram == 0x1a
; The program reads back what it planted, though TSEG is closed: the cache answers
;! expect mem.0x608 != 0xffffffff
; The planted handler ran in SMM
;! expect mem.0x604 == 0xeeee
;! expect ev.smm_exit == 3
; No byte of it reached SMRAM; the chipset saw reads of a closed TSEG
;! expect mem8.0x03f08004 == 0x06
;! expect mem.0x03f08005 == 0x00001111
;! expect ev.smerr >= 1
;! expect mem.0x600 == 0x13
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/cache_poison.inc"
