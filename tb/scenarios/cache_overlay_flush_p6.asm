;! SMRAM over memory that MTRRs make write-back: FLUSH# with SMI# and WBINVD before RSM keep program and handler apart.
;! param  flush_with_smi 1
;! until  cpu0.halted == 1     within 5 ms
; FLUSH# goes before the SMI, twice: of the relocation and of this one
;! expect cpu0.ev.flush == 2
;! expect cpu0.ev.flush#2 before cpu0.ev.smi_taken#2
; The true handler ran, though the program had read the lines of its code and of its save map
;! expect mem.0x608 == 0xffffffff
;! expect mem.0x618 == 0xffffffff
;! expect mem.0x604 == 0x1111
; What it kept in SMRAM is there, and the program does not see it
;! expect mem.0xa9000 == 0x5ec2e700
;! expect mem.0x60c == 0xffffffff
;! expect mem.0x614 == 0xffffffff
;! never  exception
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define WBINVD_FIRST
%include "lib/cache_overlay.inc"
