;! FEATURE_CONTROL was never written: WRMSR of SMRR faults in SMM too, and locked TSEG can be poisoned.
;! part   core2
;! modes  cycle     caches are there only in cycle mode
;! show   exception#1 -300 ns to exception#1 +300 ns
;! until  ich9.post == 1         within 5 ms
;! expect mem.0x604 == 0x600dda7a
; WRMSR of SMRR's base faulted in SMM
;! expect mem.0x608 == 1
;! until  cpu0.halted == 1       within 5 ms
;! expect mem.0x604 == 0xbadbadba
;! expect mem.0x03f00200 == 0x600dda7a
; Nothing locks it: who comes first may set it
;! expect mem.0x60c == 0
;! expect mem.0x610 == 0
;! expect mch.smram == 0x1a
;! expect ev.smm_exit == 3
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/smrr_feature.inc"
