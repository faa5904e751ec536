;! SMRAM in the A/B segment, uncached, as it must be where other memory lies under the same addresses; programs are cached.
;! part   p6
;! show   smm_enter#2 to smm_enter#2 +1500 ns
;! until  cpu0.halted == 1       within 5 ms
;! expect mch.smram == 0x1a
;! expect mem.0x600 == 0x1224
; Two counts; the screen is not there in this model and reads as ones
;! expect mem.0x000a0100 == 2
;! expect mem.0x604 == 0xffffffff
;! expect ev.smm_exit == 3
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define TYPE MT_UC
%include "lib/cache_place_ab.inc"
