;! A page with PCD over WC memory, on a part without PAT: UC by the rule under SDM table 11-6.
;! part   p6
;! param  pcd_uc 1
;! modes  cycle     caches are there only in cycle mode
;! until  bus.a == 0x18000       within 5 ms
;! expect cpu0.c_type == UC
;! expect cpu0.c_hit == 0
;! until  ich9.post == 0xd0      within 5 ms
;! never  ev.exception
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/paging.inc"
%include "lib/pcd_wc.inc"
