;! A P6 shows SMM by an SMI-acknowledge transaction on entry and on exit, and SMMEM# in between.
;! part   p6
;! until  cpu0.smiact.state == ENTER_ACK  within 2 ms
;! until  mch.in_smm == 1      within 2 us
; SMMEM# is low from the acknowledge on; nothing is saved yet
;! expect cpu0.smiact.smmem_n == 0
;! expect mem.0x3fffc == 0xeeeeeeee
;! expect cpu0.smm == 0
;! expect cpu0.ev.special == 1
;! until  cpu0.smm == 1        within 2 ms
;! expect mem.0x3fffc == 0x60000010
;! until  cpu0.smiact.state == LEAVE_ACK  within 2 ms
; The exit acknowledge is made without SMMEM#
;! expect cpu0.smiact.smmem_n == 1
;! until  mch.in_smm == 0      within 2 us
;! expect cpu0.ev.rsm == 1
;! expect cpu0.smm == 1
;! expect cpu0.ev.special == 2
;! until  cpu0.smm == 0        within 2 ms
;! expect cpu0.smiact.smmem_n == 1
;! expect bus.smiact_n == 1
;! until  cpu0.halted == 1     within 2 ms
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/one_smi.inc"
