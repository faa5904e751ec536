;! The same on a part that takes no FLUSH# in SMM: it waits until RSM, and the handler runs stale bytes.
;! param  flush_with_smi 1
;! param  flush_skew 60
;! param  flush_in_smm 0
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 5 ms
;! expect cpu0.ev.smm_exit#2 before cpu0.ev.flush#2
;! expect mem.0x604 == 0xbad
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define WBINVD_FIRST
%include "lib/cache_overlay.inc"
