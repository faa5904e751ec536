;! SMRAM in write-back TSEG with SMRR: correct, cached in SMM, and nothing that the program does gets at its lines.
;! part   core2
;! show   smm_enter#3 to rsm#3
;! until  cpu0.halted == 1       within 5 ms
;! expect mch.smram == 0x1a
;! expect mem.0x600 == 0x12223
;! expect mem.0x604 == 0xffffffff
;! expect mem.0x608 == 0xffffffff
;! expect mem.0x03f00100 == 3
;! expect ev.smm_exit == 4
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define USES_SMRR
%include "lib/cache_place_tseg.inc"
