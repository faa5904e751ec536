;! SMRR against a poisoned data line: the store is dropped in the processor, the handler reads the true word.
;! part   core2
;! show   post#1 +120 ns to post#2 -30 ns
;! until  ich9.post == 1         within 5 ms
; The handler alone
;! expect mem.0x604 == 0x600dda7a
;! expect mem.0x608 == 0x600dda7a
;! expect mch.smram == 0x1a
;! until  cpu0.halted == 1       within 2 ms
; The program reads ones and the handler what is true
;! expect mem.0x60c == 0xffffffff
;! expect mem.0x610 == 0xffffffff
;! expect mem.0x604 == 0x600dda7a
;! expect mem.0x608 == 0x600dda7a
;! expect ev.smerr == 0
; Memory is as the firmware left it
;! expect mem.0x03f00200 == 0x600dda7a
;! expect mem.0x03f80200 == 0x600dda7a
;! expect mem.0x600 == 0x123435
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define SMRR_SIZE TSEG_SIZE
%include "lib/cache_config.inc"
