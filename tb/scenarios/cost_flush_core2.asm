;! What an SMI costs a Core 2 with its handler in a write-back segment A: WBINVD at both ends, for it has no FLUSH#.
;! part   core2
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
%define SMRAM_WB 0x20000
%define FIRST
%define LAST
%include "lib/cost.inc"
