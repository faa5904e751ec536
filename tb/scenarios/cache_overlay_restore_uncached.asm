;! With CR0.CD set before WBINVD the restore fills no line: nothing of SMRAM is left in the cache.
;! param  flush_with_smi 1
;! until  cpu0.halted == 1     within 5 ms
;! expect mem.0x604 == 0x1111
;! expect mem.0x614 == 0xffffffff
;! expect mem.0x61c == 0xffffffff
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define WBINVD_FIRST
%define CD_FIRST
%include "lib/cache_overlay.inc"
