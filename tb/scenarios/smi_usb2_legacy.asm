;! The EHCI's legacy SMI is a level in LEGACY_USB2_STS and needs LEGACY_USB2_EN: row 10 of the source table.
;! on:  on ev.post#1 +2 us  set board.usb2 1
;! off: on ev.post#2 +2 us  set board.usb2 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.usb2_sts == 1
;! expect ev.post#1 before ev.usb2_sts
;! expect ev.usb2_sts before ev.smi_low
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect ich9.smi_sts == 0
;! expect bus.smi_n == 1
;! expect mem.0x600 == 0x1223
; SMI_STS with LEGACY_USB2_EN = 0, before and after W1C:
;! expect mem.0x640 == 0x20000
;! expect mem.0x644 == 0x20000
; in the first SMI, before and after W1C
;! expect mem.0x648 == 0x20000
;! expect mem.0x64c == 0x20000
; in the second, before, and after the source has gone
;! expect mem.0x650 == 0x20000
;! expect mem.0x654 == 0
;! expect mem16.0x63e == 0x18
;! never  shutdown
org 0x8000
%define STATUS LEGACY_USB2_STS
%define ENABLE LEGACY_USB2_EN
%include "lib/level_source.inc"
