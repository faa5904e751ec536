;! With stolen_cpu 0 stolen graphics memory refuses the processor, in SMM too: reads give closed_read, writes are lost.
;! param  stolen_cpu 0
;! param  closed_read 0x5a
;! until  cpu0.halted == 1     within 2 ms
; GTT memory and graphics memory, once their sizes are not 0, and their neighbours
;! expect mem.0x604 == 0x5a5a5a5a
;! expect mem.0x608 == 0x5a5a5a5a
;! expect mem.0x60c == 0x00001111
;! expect mem.0x610 == 0xffffffff
; The same in SMM
;! expect mem.0x614 == 0x5a5a5a5a
; Writes to graphics memory, before and behind the SMI
;! expect mem.0x03fffff8 == 0x55555555
;! expect mem.0x03fffffc == 0x22222222
; With the sizes 0 again
;! expect mem.0x618 == 0x11111111
;! expect mch.gbsm == 0x03000000
;! expect mch.bgsm == 0x02f00000
;! expect mch.ggc == 0
;! never  ev.smerr
org 0x8000
%include "lib/stolen.inc"
