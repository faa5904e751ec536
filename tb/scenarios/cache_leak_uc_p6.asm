;! No reverse leak from uncached SMRAM: the secret is in memory at once, and the MCH refuses the read.
;! part   p6
;! show   post#1 +130 ns to post#2 -250 ns
;! until  ich9.post == 1         within 5 ms
;! expect cpu0.smm == 0
;! expect mch.smram == 0x1a
;! expect mem.0x03f00100 == 0x005ec4e7
;! expect mem.0x03f0fef8 == 0x03f00000
;! expect ev.smerr == 0
;! until  cpu0.halted == 1       within 1 ms
;! expect mem.0x604 == 0xffffffff
;! expect mem.0x608 == 0xffffffff
;! expect mem.0x600 == 0x12345
;! expect ev.smerr == 1
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define TYPE MT_UC
%include "lib/cache_leak.inc"
