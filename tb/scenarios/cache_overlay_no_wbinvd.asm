;! Without WBINVD before RSM the program reads the handler's data out of the cache, from closed, locked SMRAM.
;! param  flush_with_smi 1
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 5 ms
;! expect mem.0x604 == 0x1111
;! expect mch.smram == 0x1a
; What the handler stored is in the cache alone, and the program sees it where it saw FFFFFFFFh before
;! expect mem.0x610 == 0xffffffff
;! expect mem.0x614 == 0x5ec2e700
;! expect mem.0xa9000 == 0
; The save map too: the revision of the SMM
;! expect mem.0x618 == 0xffffffff
;! expect mem.0x61c == 0x30000
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/cache_overlay.inc"
