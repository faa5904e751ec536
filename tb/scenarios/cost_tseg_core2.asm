;! What an SMI costs a Core 2 with its handler in write-back TSEG under SMRR: once with empty caches, once with warm ones.
;! part   core2
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 10 ms
;! expect ev.smm_exit == 3
;! expect ev.resumed == 3
;! expect mem.0x604 == 136
;! expect mem.0x03f08140 == 2
;! expect mem.0x03f0817c == 2
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define BASE TSEG
%define WB
%define SMRR
%define SMRAM_WB 0x100000
%include "lib/cost.inc"
