;! With tco_tmr_min 2 TCO_TMR takes 2 and 3 too; 1 and 0 leave it as it is.
;! param  tco_tmr_min 2
;! until  ich9.post == 0xd0    within 2 ms
; TCO_TMR at reset; after 3FFh, 4, 3, 2, 1, 0 were written
;! expect mem.0x640 == 4
;! expect mem.0x644 == 0x3ff
;! expect mem.0x648 == 4
;! expect mem.0x64c == 3
;! expect mem.0x650 == 2
;! expect mem.0x654 == 2
;! expect mem.0x658 == 2
; after FFFFh; TCO_RLD
;! expect mem.0x65c == 0x3ff
;! expect mem.0x660 == 0x3ff
;! expect mem16.0x63e == 0x24
;! never  shutdown
org 0x8000
%include "lib/tco_tmr.inc"
