;! In quiet mode a device asks for a SERIRQ cycle to show its SMI# slot, and for one to take it back: row 15.
;! on:  on ev.post#1 +2 us  set board.serirq_lines 4
;! off: on ev.post#2 +2 us  set board.serirq_lines 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.serirq_sts == 1
;! expect ev.post#1 before ev.serirq_sts
;! expect ev.serirq_sts before ev.smi_low
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect ich9.smi_sts == 0
;! expect bus.smi_n == 1
;! expect dev.serirq.quiet == 1
;! expect mem.0x600 == 0x1223
; SMI_STS with GBL_SMI_EN = 0, before and after W1C:
;! expect mem.0x640 == 0x8000
;! expect mem.0x644 == 0x8000
; in the first SMI, before and after W1C
;! expect mem.0x648 == 0x8000
;! expect mem.0x64c == 0x8000
; in the second, before, and after the source has gone
;! expect mem.0x650 == 0x8000
;! expect mem.0x654 == 0
;! expect mem16.0x63e == 0x18
;! never  shutdown
org 0x8000
%define STATUS SERIRQ_SMI_STS
%define ENABLE 0
; One cycle in continuous mode, from which the device learns that the next ones are quiet.
%macro prepare 0
    cfg_write8 LPC, SERIRQ_CNTL, 0xd0
    cfg_write8 LPC, SERIRQ_CNTL, 0x90
    pm_wait 30
%endmacro
%include "lib/level_source.inc"
