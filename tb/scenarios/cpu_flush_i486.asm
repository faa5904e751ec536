;! A part without caches acknowledges FLUSH# all the same, by the byte enable of a Pentium-class bus.
;! part   i486
;! pull: on cpu0.ev.halt#1 +2 us  set board.flush_n 0 for 100 ns
;! until  cpu0.ev.flush == 1      within 2 ms
;! until  cpu0.ev.special == 2    within 10 us
;! expect bus.be == 0x10
;! expect cpu0.halted == 1
org 0x8000
%include "lib/smm.inc"
    begin
    rest
