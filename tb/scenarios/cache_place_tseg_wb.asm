;! SMRAM in write-back TSEG without SMRR: a mere read from outside fills a line with ones, and the handler counts on from them.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! show   post#1 +150 ns to post#2 -150 ns
;! until  ich9.post == 1         within 5 ms
;! expect mem.0x03f00100 == 1
;! until  ich9.post == 2         within 5 ms
; Refused by the MCH, but cached
;! expect mem.0x604 == 0xffffffff
;! expect ev.smerr == 1
;! until  cpu0.halted == 1       within 5 ms
;! expect mch.smram == 0x1a
;! expect mem.0x600 == 0x12223
; The handler has made 0 of the ones; the program reads it out of the cache; it ends as 1
;! expect mem.0x608 == 0
;! expect mem.0x03f00100 == 1
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/cache_place_tseg.inc"
