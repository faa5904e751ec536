;! The same with KEN# high from the flush acknowledge to SMIACT#: the prefetch fills nothing, the true handler runs.
;! part   pentium
;! param  ken_dram 1
;! param  ken_smram 2
;! param  flush_with_smi 1
;! until  cpu0.halted == 1     within 5 ms
;! expect cpu0.ev.flush#2 before cpu0.ev.smi_taken#2
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x604 == 0x1111
;! never  exception
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/cache_prefetch.inc"
