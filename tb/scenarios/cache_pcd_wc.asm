;! A page with PCD over WC memory, on a part without PAT: WC by SDM table 11-6.
;! part   p6
;! param  pcd_uc 0
;! modes  cycle     caches are there only in cycle mode
;! until  bus.a == 0x18000       within 5 ms
;! expect cpu0.c_type == WC
;! expect cpu0.c_hit == 0
;! until  ich9.post == 0xd0      within 5 ms
;! never  ev.exception
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/paging.inc"
%include "lib/pcd_wc.inc"
