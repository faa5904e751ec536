;! The same on a Pentium whose chipset says KEN# for A0000h in SMM and outside it.
;! part   pentium
;! param  ken_dram 1
;! param  ken_smram 2
;! param  flush_with_smi 1
;! until  cpu0.halted == 1     within 5 ms
;! expect cpu0.ev.flush == 2
;! expect cpu0.ev.flush#2 before cpu0.ev.smi_taken#2
;! expect mem.0x608 == 0xffffffff
;! expect mem.0x618 == 0xffffffff
;! expect mem.0x604 == 0x1111
;! expect mem.0xa9000 == 0x5ec2e700
;! expect mem.0x60c == 0xffffffff
;! expect mem.0x614 == 0xffffffff
;! never  exception
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define BY_KEN
%define WBINVD_FIRST
%include "lib/cache_overlay.inc"
