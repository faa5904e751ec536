;! Two caches, one line: each CPU adds to its own dword of it and sees what the other has written; the owner answers by HITM#.
;! part   p6
;! cpus   2
;! start  cpu1 at 0x8010
;! until  cpu0.halted == 1     within 5 ms
;! until  cpu1.halted == 1     within 5 ms
;! expect mem.0x00010000 == 100
;! expect mem.0x00010004 == 100
; Each has waited for the other's last value, in its cache
;! expect mem.0x604 == 100
;! expect mem.0x608 == 100
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/two_caches.inc"
