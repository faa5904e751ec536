;! A Pentium shows SMM on SMIACT#: low before the first save, high after the last restore, no special transaction.
;! part   pentium
;! until  bus.smiact_n == 0    within 2 ms
; Nothing is saved yet; the chipset learns of it with the next ADS#
;! expect mem.0x3fffc == 0xeeeeeeee
;! expect cpu0.smm == 0
;! expect mch.in_smm == 0
;! until  mch.in_smm == 1      within 2 ms
;! until  cpu0.smm == 1        within 2 ms
;! expect mem.0x3fffc == 0x60000010
;! expect bus.smiact_n == 0
;! until  bus.smiact_n == 1    within 2 ms
;! expect cpu0.ev.rsm == 1
;! expect cpu0.smm == 1
;! expect cpu0.ev.special == 0
;! until  cpu0.halted == 1     within 2 ms
;! expect mch.in_smm == 0
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/one_smi.inc"
