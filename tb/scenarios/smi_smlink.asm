;! An SMI command to the SMLINK slave sets SMLINK_SLV_SMI, an SMI by TCO_EN: row 28 of the source table.
;! one: on ev.post#1 +2 us  set board.smlink 1 for 300 ns
;! two: on ev.post#2 +2 us  set board.smlink 1 for 300 ns
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.tco_sts == 2
;! expect ev.post#1 before ev.tco_sts#1
;! expect ev.tco_sts#1 before ev.smi_low#1
;! expect ev.post#2 before ev.tco_sts#2
;! expect ev.tco_sts#2 before ev.smi_low#2
;! expect ev.tco == 4
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x600 == 0x12324
; With TCO_EN = 0: TCO1_STS and TCO2_STS, SMI_STS
;! expect mem.0x640 == 0x100000
;! expect mem.0x644 == 0x2000
; In the first SMI: TCO_STS, not cleared by W1C in SMI_STS; cleared by W1C at the source
;! expect mem.0x648 == 0x2000
;! expect mem.0x64c == 0x2000
;! expect mem.0x650 == 0
;! expect mem.0x654 == 0
; In the second
;! expect mem.0x658 == 0x2000
;! expect mem.0x65c == 0x2000
;! expect mem.0x660 == 0
;! expect mem.0x664 == 0
;! expect mem16.0x63e == 0x28
;! never  shutdown
org 0x8000
%define STATUS 1 << 20
%include "lib/tco_event.inc"
