;! The same on a Pentium: its stores reach SMRAM, but the line that the handler read again stays in the cache.
;! part   pentium
;! param  ken_dram 1
;! param  ken_smram 1
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 5 ms
;! expect mem.0x604 == 0x1111
;! expect mem.0xa9000 == 0x5ec2e700
;! expect mem.0x610 == 0xffffffff
;! expect mem.0x614 == 0x5ec2e700
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define BY_KEN
%include "lib/cache_overlay.inc"
