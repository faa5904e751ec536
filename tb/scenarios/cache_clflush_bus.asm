;! CLFLUSH on the bus: a read and invalidate where the other CPU may have the line, a write-back of one's own line.
;! part   core2
;! modes  cycle     caches are there only in cycle mode
;! cpus   2
;! start  cpu1 at 0x8010
;! until  ich9.post == 1         within 5 ms
;! expect mem.0x00018000 == 0
;! expect mem.0x00018040 == 0
; CPU 1's modified line
;! until  bus.req_a == READ_INVALIDATE  within 1000 bclk
;! expect bus.a == 0x18000
;! expect bus.agent == 0
;! until  bus.hitm_n == 0        within 100 bclk
;! until  bus.rs == IMPLICIT_WB  within 100 bclk
; One's own: written back
;! until  bus.req_a == WRITEBACK within 1000 bclk
;! expect bus.a == 0x18040
;! expect mem.0x00018000 == 0x1111
; 18080h goes without a transaction; what both have with one, that the other answers by no HITM#
;! until  bus.req_a == READ_INVALIDATE  within 1000 bclk
;! expect bus.a == 0x180c0
;! until  ich9.post == 2         within 1000 bclk
;! expect mem.0x00018040 == 0x2222
; The line is gone here too: a miss
;! until  bus.req_a == MEM_READ  within 1000 bclk
;! expect bus.a == 0x18000
;! until  ich9.post == 0xd0      within 5 ms
;! expect mem.0x604 == 0x1111
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/clflush.inc"
