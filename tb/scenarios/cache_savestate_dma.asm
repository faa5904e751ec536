;! The save map is modified in the cache; a device that reads it is refused, but the snoop for it has the line written back.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! show   master#1 -300 ns to master#1 +50 ns
;! rd: on ev.post#1 +1 us  master dmi read 0x03f0fef8 4
;! go: on ev.post#1 +3 us  master dmi write 0x00000700 1
;! until  ich9.post == 1         within 5 ms
;! expect mch.smram == 0x1a
;! expect mem.0x03f0fef8 == 0
;! until  bus.hitm_n == 0        within 2 us
;! until  mch.mst_ack == 1       within 2 us
;! expect mch.mst_rdata == 0xffffffff
;! expect mch.mst_target == INVALID
;! expect mem.0x03f0fef8 == 0x03f00000
;! until  cpu0.halted == 1       within 1 ms
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/cache_savestate_dma.inc"
