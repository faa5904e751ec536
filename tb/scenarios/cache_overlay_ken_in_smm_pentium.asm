;! KEN# low for SMRAM in SMM alone: the program never caches what SMRAM lies over, so FLUSH# is not missed.
;! part   pentium
;! param  ken_dram 1
;! param  ken_smram 1
;! until  cpu0.halted == 1     within 5 ms
;! expect ev.flush == 0
;! expect mem.0x604 == 0x1111
;! expect mem.0xa9000 == 0x5ec2e700
; WBINVD before RSM is still needed, and is there
;! expect mem.0x60c == 0xffffffff
;! expect mem.0x614 == 0xffffffff
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define BY_KEN
%define WBINVD_FIRST
%include "lib/cache_overlay.inc"
