;! Two CPUs store and then load what the other stores: both loads may give the old value, but not with a locked access between.
;! part   p6
;! modes  cycle     the store buffer is there only in cycle mode
;! cpus   2
;! start  cpu1 at 0x8010
;! until  cpu0.halted == 1     within 10 ms
;! until  cpu1.halted == 1     within 1 ms
;! expect mem.0x604 >= 30
;! expect mem.0x608 == 0
;! expect mem.0x10200 == 121
;! expect mem.0x10300 == 121
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%macro between 0
    lock inc word [0x6f0]
%endmacro
%include "lib/sb_litmus.inc"
