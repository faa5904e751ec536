;! The SPI controller's SMI is a level in SPI_STS and needs GBL_SMI_EN only: row 18 of the source table.
;! on:  on ev.post#1 +2 us  set board.spi 1
;! off: on ev.post#2 +2 us  set board.spi 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.spi_sts == 1
;! expect ev.post#1 before ev.spi_sts
;! expect ev.spi_sts before ev.smi_low
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect ich9.smi_sts == 0
;! expect bus.smi_n == 1
;! expect mem.0x600 == 0x1223
; SMI_STS with GBL_SMI_EN = 0, before and after W1C:
;! expect mem.0x640 == 0x4000000
;! expect mem.0x644 == 0x4000000
; in the first SMI, before and after W1C
;! expect mem.0x648 == 0x4000000
;! expect mem.0x64c == 0x4000000
; in the second, before, and after the source has gone
;! expect mem.0x650 == 0x4000000
;! expect mem.0x654 == 0
;! expect mem16.0x63e == 0x18
;! never  shutdown
org 0x8000
%define STATUS SPI_STS
%define ENABLE 0
%include "lib/level_source.inc"
