;! A Core 2 has no FLUSH#: nothing comes of it.
;! part   core2
;! pull: on cpu0.ev.halt#1 +2 us  set board.flush_n 0 for 100 ns
;! until  cpu0.ev.halt == 1       within 2 ms
;! until  board.flush_n == 0      within 10 us
;! until  board.flush_n == 1      within 10 us
;! expect ev.flush == 0
;! expect ev.special == 1
org 0x8000
%include "lib/smm.inc"
    begin
    rest
