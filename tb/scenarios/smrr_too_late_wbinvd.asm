;! SMRR too late, and WBINVD with it: that writes the planted line into SMRAM.
;! part   core2
;! modes  cycle     caches are there only in cycle mode
;! show   smm_enter#2 to rsm#2
;! until  ich9.post == 2         within 5 ms
;! expect mch.smram == 0x1a
;! expect mem.0x03f00200 == 0x600dda7a
;! until  cpu0.halted == 1       within 5 ms
; The handler reads it from there
;! expect mem.0x604 == 0xbadbadba
;! expect mem.0x608 == 0xbadbadba
;! expect mem.0x03f00200 == 0xbadbadba
; Outside SMM the program reads ones, since SMRR is valid now
;! expect mem.0x60c == 0xffffffff
;! expect ev.smm_exit == 3
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define AT_SMRR wbinvd
%include "lib/smrr_late.inc"
