;! The same on a Pentium whose chipset says KEN# for TSEG: a read brings the line in, the stores stay there, the SMI runs them.
;! part   pentium
;! param  ken_dram 1
;! modes  cycle     caches are there only in cycle mode
;! show   smm_enter#3 to smm_enter#3 +64 ns
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
; The last note is still in the cache
;! expect mem.0x600 == 1
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define BY_KEN
%include "lib/cache_poison.inc"
