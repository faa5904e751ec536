;! A poisoned data line: locked TSEG has the true word, the handler reads the planted one, which a store left in the cache.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! show   post#1 +200 ns to post#2 -200 ns
;! until  ich9.post == 1         within 5 ms
; The handler alone
;! expect mem.0x604 == 0x600dda7a
;! expect mem.0x608 == 0x600dda7a
;! expect mch.smram == 0x1a
;! until  cpu0.halted == 1       within 2 ms
; Both are planted
;! expect mem.0x60c == 0xbadbadba
;! expect mem.0x610 == 0xbadbadba
;! expect mem.0x604 == 0xbadbadba
;! expect mem.0x608 == 0xbadbadba
; Memory is as the firmware left it
;! expect mem.0x03f00200 == 0x600dda7a
;! expect mem.0x03f80200 == 0x600dda7a
;! expect mem.0x600 == 0x123435
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/cache_config.inc"
