;! Poisoning that stays: the planted lines are written back, and the MCH takes a write-back into locked TSEG.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! show   post#2 +150 ns to post#3 -150 ns
;! until  cpu0.halted == 1     within 5 ms
; The true handler ran before, uncached, with D_LCK = 1 and TSEG closed
;! expect mem.0x60c == 0x1111
;! expect mch.smram == 0x1a
; The program's last read still hits
;! expect mem.0x608 != 0xffffffff
; The planted handler ran in SMM
;! expect mem.0x604 == 0xeeee
;! expect ev.smm_exit == 3
; It is in SMRAM now
;! expect mem8.0x03f08004 == 0x06
;! expect mem.0x03f08005 == 0x0000eeee
;! expect ev.smerr >= 1
;! expect mem.0x600 == 0x13
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define WRITES_BACK
%include "lib/cache_poison.inc"
