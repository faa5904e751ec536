;! After FLUSH# and before SMIACT# a Pentium prefetches; with KEN# low that brings back a line which SMRAM lies over.
;! part   pentium
;! param  ken_dram 1
;! param  ken_smram 2
;! param  ken_after_flush 0
;! param  flush_with_smi 1
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 5 ms
; FLUSH# did come first, and its acknowledge went out (byte enable 4)
;! expect cpu0.ev.flush#2 before cpu0.ev.smi_taken#2
;! expect cpu0.ev.smm_enter == 2
; All the same the handler's first fetch hits the prefetched FFh bytes: #UD
;! expect cpu0.ev.exception == 1
;! expect mem.0x604 == 0xbad
;! expect mem8.0xa0000 == 0x66
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/cache_prefetch.inc"
