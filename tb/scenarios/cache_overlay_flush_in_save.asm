;! A FLUSH# that comes while the state is saved is taken before the first fetch, on a part that takes it in SMM.
;! param  flush_with_smi 1
;! param  flush_skew 60
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 5 ms
;! expect cpu0.ev.smi_taken#2 before cpu0.ev.flush#2
;! expect cpu0.ev.flush#2 before cpu0.ev.smm_fetch#2
;! expect mem.0x604 == 0x1111
; The save map was stored into lines that the program had read; FLUSH# wrote them back to SMRAM
;! expect mem.0xafefc == 0x30000
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define WBINVD_FIRST
%include "lib/cache_overlay.inc"
