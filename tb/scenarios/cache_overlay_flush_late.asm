;! A FLUSH# that comes long after SMI# is taken in SMM: the handler has run stale bytes by then.
;! param  flush_with_smi 1
;! param  flush_skew 300
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 5 ms
;! expect cpu0.ev.smm_fetch#2 before cpu0.ev.flush#2
;! expect cpu0.ev.exception == 1
;! expect mem.0x604 == 0xbad
;! expect mem.0xa9000 == 0
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define WBINVD_FIRST
%include "lib/cache_overlay.inc"
