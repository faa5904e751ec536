;! SMRR set by the first SMI after the attack: the planted line is still in the cache, and the handler goes on reading it.
;! part   core2
;! modes  cycle     caches are there only in cycle mode
;! show   smm_enter#3 to rsm#3
;! until  ich9.post == 2         within 5 ms
;! expect mch.smram == 0x1a
;! expect mem.0x03f00200 == 0x600dda7a
;! until  cpu0.halted == 1       within 5 ms
; Before and after
;! expect mem.0x604 == 0xbadbadba
;! expect mem.0x608 == 0xbadbadba
;! expect mem.0x03f00200 == 0x600dda7a
; Outside SMM the program reads ones, since SMRR is valid now
;! expect mem.0x60c == 0xffffffff
;! expect ev.smm_exit == 3
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/smrr_late.inc"
