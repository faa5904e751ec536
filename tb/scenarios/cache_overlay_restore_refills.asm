;! WBINVD before RSM is not all: RSM reads the save map through the cache, and the program finds it there.
;! param  flush_with_smi 1
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 5 ms
;! expect mem.0x604 == 0x1111
; The handler's data are gone from the cache ...
;! expect mem.0x614 == 0xffffffff
; ... the revision of the SMM, a slot of the save map, is not
;! expect mem.0x618 == 0xffffffff
;! expect mem.0x61c == 0x30000
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%define WBINVD_FIRST
%include "lib/cache_overlay.inc"
