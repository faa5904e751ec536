;! What an SMI costs a Pentium with its handler in TSEG, cached by KEN#: once with empty caches, once with warm ones.
;! part   pentium
;! param  ken_dram 1
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 10 ms
;! expect ev.smm_exit == 3
;! expect ev.resumed == 3
;! expect mem.0x604 == 136
;! expect mem.0x03f08140 == 2
;! expect mem.0x03f0817c == 2
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define BASE TSEG
%define KEN
%include "lib/cost.inc"
