;! SMRR against the reverse leak: the lines are in the cache, and outside SMM the processor answers ones for them.
;! part   core2
;! modes  cycle     caches are there only in cycle mode
;! show   post#1 +100 ns to post#2 -50 ns
;! until  ich9.post == 1         within 5 ms
;! expect cpu0.smm == 0
;! expect mch.smram == 0x1a
; The secret is not in memory, so it is in the cache
;! expect mem.0x03f00100 == 0
;! until  cpu0.halted == 1       within 1 ms
;! expect mem.0x604 == 0xffffffff
;! expect mem.0x608 == 0xffffffff
;! expect mem.0x600 == 0x12345
;! expect ev.smerr == 0
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define USES_SMRR
%include "lib/cache_leak.inc"
