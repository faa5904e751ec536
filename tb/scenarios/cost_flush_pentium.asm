;! What an SMI costs a Pentium with its handler in a cached segment A: FLUSH# with SMI#, WBINVD before RSM.
;! part   pentium
;! param  ken_dram 1
;! param  ken_smram 1
;! param  flush_with_smi 1
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 10 ms
;! expect ev.smm_exit == 3
;! expect ev.resumed == 3
;! expect ev.flush == 3
;! expect mem.0x604 == 136
;! expect mem.0x000a8140 == 2
;! expect mem.0x000a817c == 2
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define BASE SEGMENT_A
%define KEN
%define LAST
%include "lib/cost.inc"
