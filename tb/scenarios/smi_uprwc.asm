;! USB port write enable going from 0 to 1 is an SMI by WR_EN_SMI_EN and INTEL_USB2_EN: row 19 of the source table.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.usb2_intel_sts == 2
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x600 == 0x12324
; UPRWC, SMI_STS after WR_EN went from 0 to 1 with WR_EN_SMI_EN = 0:
;! expect mem.0x640 == 2
;! expect mem.0x644 == 0
; with WR_EN_SMI_EN = 1, INTEL_USB2_EN = 0
;! expect mem.0x648 == 0x103
;! expect mem.0x64c == 0x40000
; In the SMI: as found; after W1C in SMI_STS, which has no effect; after W1C in UPRWC
;! expect mem.0x650 == 0x103
;! expect mem.0x654 == 0x40000
;! expect mem.0x658 == 0x103
;! expect mem.0x65c == 0x40000
;! expect mem.0x660 == 3
;! expect mem.0x664 == 0
; after WR_EN was written 1 again
;! expect mem.0x668 == 3
;! expect mem.0x66c == 0
; The second SMI
;! expect mem.0x670 == 0x103
;! expect mem.0x674 == 0x40000
;! expect mem16.0x63e == 0x48
;! never  shutdown
org 0x8000
%define STATUS INTEL_USB2_EN
%include "lib/uprwc.inc"
