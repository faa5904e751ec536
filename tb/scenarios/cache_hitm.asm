;! The same on the wires of the bus: a line of 32 bytes in four clocks, HITM#, the implicit write-back.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! cpus   2
;! start  cpu1 at 0x8010
;! until  bus.hitm_n == 0        within 5 ms
;! until  bus.rs == IMPLICIT_WB  within 100 bclk
;! expect bus.drdy_n == 0
;! expect bus.dbsy_n == 0
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
