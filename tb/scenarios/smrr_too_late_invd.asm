;! SMRR too late, and INVD with it: the save map was in the cache alone and is lost, RSM restores zeros, the CPU shuts down.
;! part   core2
;! modes  cycle     caches are there only in cycle mode
;! show   smm_enter#2 to shutdown
;! until  ich9.post == 2         within 5 ms
;! expect mch.smram == 0x1a
;! expect mem.0x03f00200 == 0x600dda7a
; The planted line is lost too: the handler read the true word. Memory has no save map
;! until  cpu0.shutdown == 1     within 1 ms
;! expect mem.0x608 == 0x600dda7a
;! expect mem.0x03f0fef8 == 0
;! expect ev.rsm == 2
;! expect cpu0.smbase == 0
;! expect ev.rsm before ev.shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define AT_SMRR invd
%include "lib/smrr_late.inc"
