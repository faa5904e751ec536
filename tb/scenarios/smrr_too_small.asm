;! SMRR over the lower half of TSEG: above it the cache is poisoned as if there were no SMRR.
;! part   core2
;! modes  cycle     caches are there only in cycle mode
;! show   post#1 +120 ns to post#2 -30 ns
;! until  ich9.post == 1         within 5 ms
; The handler alone
;! expect mem.0x604 == 0x600dda7a
;! expect mem.0x608 == 0x600dda7a
;! expect mch.smram == 0x1a
;! until  cpu0.halted == 1       within 2 ms
; The lower half is safe
;! expect mem.0x60c == 0xffffffff
;! expect mem.0x604 == 0x600dda7a
; The upper is not
;! expect mem.0x610 == 0xbadbadba
;! expect mem.0x608 == 0xbadbadba
; Memory is as the firmware left it
;! expect mem.0x03f00200 == 0x600dda7a
;! expect mem.0x03f80200 == 0x600dda7a
;! expect mem.0x600 == 0x123435
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define SMRR_SIZE TSEG_SIZE / 2
%include "lib/cache_config.inc"
