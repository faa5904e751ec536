;! The same on a Pentium whose chipset says KEN# for A0000h outside SMM too.
;! part   pentium
;! param  ken_dram 1
;! param  ken_smram 2
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 5 ms
;! expect ev.flush == 0
;! expect cpu0.ev.exception == 1
;! expect mem.0x604 == 0xbad
;! expect mem.0xa9000 == 0
;! expect mem8.0xa8000 == 0x66
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define BY_KEN
%define WBINVD_FIRST
%include "lib/cache_overlay.inc"
