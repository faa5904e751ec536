;! Two flushes do not help against a dirty line: FLUSH# writes it back, and closed, locked SMRAM takes it.
;! param  flush_with_smi 1
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 5 ms
;! expect mch.smram == 0x1a
;! expect cpu0.ev.flush#2 before cpu0.ev.smi_taken#2
; The program's code ran in SMM, out of SMRAM: the bridge takes any write-back of these addresses for one of SMRAM
;! expect mem.0x604 == 0xeeee
;! expect mem16.0xa8005 == 0xeeee
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define WBINVD_FIRST
%define DIRTY
%include "lib/cache_overlay.inc"
