;! FEATURE_CONTROL was locked with SMRR off: nobody can switch it on until the next reset, and TSEG can be poisoned.
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
; Another write faults
;! expect mem.0x60c == 1
;! expect mem.0x610 == 1
;! expect mch.smram == 0x1a
;! expect ev.smm_exit == 3
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define FEATURE 1
%include "lib/smrr_feature.inc"
