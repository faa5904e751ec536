;! What an SMI costs a P6 with its handler in segment A, uncached, as chipsets ask for it.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 10 ms
;! expect ev.smm_exit == 3
;! expect ev.resumed == 3
;! expect mem.0x604 == 136
;! expect mem.0x000a8140 == 2
;! expect mem.0x000a817c == 2
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define BASE SEGMENT_A
%define WB
%include "lib/cost.inc"
