;! SMRR set by the very SMI that moves SMBASE, before anybody else runs: nothing can be planted.
;! part   core2
;! show   post#1 to post#2
;! until  ich9.post == 2         within 5 ms
;! expect mch.smram == 0x1a
;! expect mem.0x03f00200 == 0x600dda7a
;! until  cpu0.halted == 1       within 5 ms
; The true word
;! expect mem.0x604 == 0x600dda7a
;! expect mem.0x608 == 0x600dda7a
;! expect mem.0x03f00200 == 0x600dda7a
;! expect ev.smerr == 0
; Outside SMM the program reads ones, since SMRR is valid now
;! expect mem.0x60c == 0xffffffff
;! expect ev.smm_exit == 3
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define AT_RELOCATION
%include "lib/smrr_late.inc"
