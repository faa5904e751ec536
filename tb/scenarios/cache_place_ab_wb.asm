;! SMRAM in the A/B segment, write-back, without a flush: the screen shows the handler's data, and is written into SMRAM.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! show   post#1 +150 ns to post#1 +220 ns
;! until  ich9.post == 2         within 5 ms
;! expect mch.smram == 0x1a
; Neither count nor blanks are in memory
;! expect mem.0x000a0100 == 0
;! expect cpu0.smm == 0
;! until  cpu0.halted == 1       within 5 ms
;! expect mem.0x600 == 0x1224
; The program has read the handler's count, and the handler has counted on from two blanks
;! expect mem.0x604 == 1
;! expect mem.0x000a0100 == 0x07200721
;! expect ev.smm_exit == 3
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define TYPE MT_WB
%include "lib/cache_place_ab.inc"
