;! Without a store buffer two CPUs that store and then load what the other stores never both load the old value.
;! part   p6
;! modes  cycle     the store buffer is there only in cycle mode
;! cpus   2
;! param  store_buffer 0
;! start  cpu1 at 0x8010
;! until  cpu0.halted == 1     within 10 ms
;! until  cpu1.halted == 1     within 1 ms
;! expect mem.0x604 == 0
;! expect mem.0x608 == 0
;! expect mem.0x10200 == 121
;! expect mem.0x10300 == 121
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%macro between 0
    nop
%endmacro
%include "lib/sb_litmus.inc"
