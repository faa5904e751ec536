;! One line through a write-back, a PWT and a PCD page: the type follows the page, and a hit counts whatever the type is.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.c_type == WT      within 5 ms
;! expect cpu0.c_hit == 1
;! expect cpu0.c_state == E
; The store through PWT: on the bus as WT
;! until  bus.attr == 4          within 1000 bclk
;! expect bus.a == 0x18000
;! expect bus.req_a == MEM_WRITE
;! expect mem.0x00018000 == 0
; After WBINVD a load through PCD is not a line
;! until  cpu0.c_type == UC      within 5 ms
;! expect cpu0.c_hit == 0
;! until  bus.attr == 0          within 1000 bclk
;! expect bus.a == 0x18000
;! expect bus.req_a == MEM_READ
;! expect bus.req_b == 0
;! expect mem.0x00018000 == 0x1111
; The line is modified: the load through PCD finds it there
;! until  ich9.post == 1         within 5 ms
;! until  cpu0.c_type == UC      within 5 ms
;! expect cpu0.c_hit == 1
;! expect cpu0.c_state == M
;! expect mem.0x00018000 == 0x1111
;! until  ich9.post == 0xd0      within 5 ms
; The program: through WB after the store by PWT, through PCD twice, through WB after the store by PCD
;! expect mem.0x604 == 0x1111
;! expect mem.0x608 == 0x1111
;! expect mem.0x60c == 0x2222
;! expect mem.0x610 == 0x3333
;! expect mem.0x00018000 == 0x3333
;! never  ev.exception
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/paging.inc"
%include "lib/pcd_pwt.inc"
