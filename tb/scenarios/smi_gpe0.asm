;! PME# is an SMI by its bit of GPE0_EN while SCI_EN is 0 and an SCI while it is 1: row 17 of the source table.
;! up_1:   on ev.post#1 +2 us  set board.gpe 0x800
;! down_1: on ev.post#2 +2 us  set board.gpe 0
;! up_2:   on ev.post#3 +2 us  set board.gpe 0x800
;! down_2: on ev.post#5 +2 us  set board.gpe 0
;! until  ich9.post == 3       within 2 ms
;! expect ev.smi_low == 1
;! expect ev.sci == 0
;! until  ich9.post == 4       within 2 ms
;! expect pins.sci == 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect pins.sci == 0
;! expect ev.sci == 2
;! expect ev.gpe0_sts == 1
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x1234
; GPE0_EN = 0: GPE0_STS, SMI_STS
;! expect mem.0x640 == 0x800
;! expect mem.0x644 == 0
; In the SMI: SMI_STS, not cleared by W1C there; GPE0_STS after W1C while the level stands
;! expect mem.0x648 == 0x200
;! expect mem.0x64c == 0x200
;! expect mem.0x650 == 0x800
; and when it has gone; SMI_STS
;! expect mem.0x654 == 0
;! expect mem.0x658 == 0
; SCI_EN = 1: GPE0_STS, SMI_STS
;! expect mem.0x65c == 0x800
;! expect mem.0x660 == 0
;! expect mem16.0x63e == 0x24
;! never  shutdown
org 0x8000
%define GPE 1 << 11
%include "lib/gpe0.inc"
