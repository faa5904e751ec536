;! The SMI# slot of SERIRQ is a level in SERIRQ_SMI_STS, by SIRQEN, and needs GBL_SMI_EN only: row 15.
;! on:  on ev.post#1 +2 us  set board.serirq_lines 4
;! go:  on ev.post#1 +3 us  master dmi write 0x700 1
;! off: on ev.post#2 +2 us  set board.serirq_lines 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.serirq_sts == 1
;! expect ev.post#1 before ev.master
;! expect ev.master before ev.serirq_sts
;! expect ev.serirq_sts before ev.smi_low
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect ich9.smi_sts == 0
;! expect bus.smi_n == 1
;! expect mem.0x600 == 0x1223
; SMI_STS with SIRQEN = 0 and the source active:
;! expect mem.0x640 == 0
; SMI_STS with GBL_SMI_EN = 0, before and after W1C:
;! expect mem.0x644 == 0x8000
;! expect mem.0x648 == 0x8000
; in the first SMI, before and after W1C
;! expect mem.0x64c == 0x8000
;! expect mem.0x650 == 0x8000
; in the second, before, and after the source has gone
;! expect mem.0x654 == 0x8000
;! expect mem.0x658 == 0
;! expect mem16.0x63e == 0x1c
;! never  shutdown
org 0x8000
%define STATUS SERIRQ_SMI_STS
%define ENABLE 0
%macro gate 0
    wait_flag 0x700
    keep_io32 SMI_STS
    cfg_write8 LPC, SERIRQ_CNTL, 0xd0
%endmacro
%include "lib/level_source.inc"
