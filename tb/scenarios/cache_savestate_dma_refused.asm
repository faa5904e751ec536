;! The same with a chipset that refuses the device before it snoops: no HITM#, and the save map stays in the cache alone.
;! part   p6
;! param  snoop_masters 2
;! modes  cycle     caches are there only in cycle mode
;! show   master#1 -300 ns to master#1 +50 ns
;! rd: on ev.post#1 +1 us  master dmi read 0x03f0fef8 4
;! rd2: on ev.post#1 +2 us  master dmi read 0x00008f00 4
;! go: on ev.post#1 +3 us  master dmi write 0x00000700 1
;! until  ich9.post == 1         within 5 ms
;! expect mch.smram == 0x1a
;! until  mch.mst_ack == 1       within 2 us
;! expect mch.mst_rdata == 0xffffffff
;! expect mch.mst_target == INVALID
;! expect cpu0.snoop.seq == 0
; Ordinary memory is snooped
;! until  mch.mst_ack == 2       within 2 us
;! expect mch.mst_rdata == 0x11112222
;! expect cpu0.snoop.seq == 1
;! until  cpu0.halted == 1       within 1 ms
;! expect mem.0x03f0fef8 == 0
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/cache_savestate_dma.inc"
