;! CLFLUSH: a line goes to memory from the caches of this CPU and of the other one, without WBINVD.
;! part   core2
;! cpus   2
;! start  cpu1 at 0x8010
;! until  ich9.post == 0xd0      within 5 ms
;! expect mem.0x00018000 == 0x1111
;! expect mem.0x00018040 == 0x2222
;! expect mem.0x604 == 0x1111
;! never  ev.exception
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/clflush.inc"
