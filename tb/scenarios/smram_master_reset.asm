;! A platform reset does not repeat the bus master's access that came before it.
;! part p6
;! a1:  on cpu0.ev.halt#1 +2 us  master dmi write 0x50000 0x11
;! hit: on cpu0.ev.halt#1 +6 us  set board.reset_n 0 for 1 us
;! until  mem.0x604 == 2       within 1 ms
;! until  cpu0.halted == 1     within 50 us
;! expect ev.master == 1
;! expect mem.0x50000 == 0x11
org 0x8000
%include "lib/smm.inc"

    begin
    inc dword [0x604]
    rest
