;! WBINVD before RSM hides the handler's data, not the save map: RSM reads that back after it, through the cache.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! show   post#1 +130 ns to post#2 -250 ns
;! until  ich9.post == 1         within 5 ms
;! expect cpu0.smm == 0
;! expect mch.smram == 0x1a
;! expect mem.0x03f00100 == 0x005ec4e7
;! expect mem.0x03f0fef8 == 0x03f00000
;! until  cpu0.halted == 1       within 1 ms
; A miss: the MCH refuses it
;! expect mem.0x604 == 0xffffffff
;! expect ev.smerr == 1
; A hit
;! expect mem.0x608 == 0x03f00000
;! expect mem.0x600 == 0x12345
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define WBINVD_BEFORE_RSM
%include "lib/cache_leak.inc"
