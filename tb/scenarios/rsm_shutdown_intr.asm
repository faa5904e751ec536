;! INTR does not end a shutdown in SMM, not even with IF = 1.
;! vec:  at 0 ns                     set board.intr_vector 2
;! hit:  on cpu0.ev.shutdown +1 us   set board.intr 1
;! mark: on cpu0.ev.shutdown +50 us  set board.gpi 1
;! until  cpu0.shutdown == 1   within 2 ms
;! until  board.gpi == 1       within 100 us
;! expect cpu0.shutdown == 1
;! expect mem.0x600 == 0x12
;! never  ev.intr
org 0x8000
%define WITH_IF
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
