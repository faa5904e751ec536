;! The reverse leak: what the handler wrote into locked TSEG is still in the cache, and a program reads it there after RSM.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! show   post#1 +130 ns to post#2 -250 ns
;! until  ich9.post == 1         within 5 ms
;! expect cpu0.smm == 0
;! expect mch.smram == 0x1a
; Memory has neither the secret nor the save map
;! expect mem.0x03f00100 == 0
;! expect mem.0x03f0fef8 == 0
;! until  cpu0.halted == 1       within 1 ms
;! expect mem.0x604 == 0x005ec4e7
;! expect mem.0x608 == 0x03f00000
;! expect mem.0x600 == 0x12345
; The chipset saw no access of a closed range
;! expect ev.smerr == 0
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/cache_leak.inc"
