;! With shutdown_reset_only INIT# and NMI do not end a shutdown in SMM, RESET# does.
;! param  shutdown_reset_only 1
;! init: on cpu0.ev.shutdown +1 us   set board.init_n 0 for 1 us
;! nmi:  on cpu0.ev.shutdown +5 us   set board.nmi 1 for 1 us
;! smi:  on cpu0.ev.shutdown +10 us  set board.ext_smi_n 0 for 300 ns
;! mark: on cpu0.ev.shutdown +50 us  set board.gpi 1
;! hit:  on cpu0.ev.shutdown +51 us  set board.reset_n 0 for 1 us
;! until  cpu0.shutdown == 1   within 2 ms
;! until  board.gpi == 1       within 100 us
;! expect cpu0.shutdown == 1
;! expect mem.0x600 == 0x12
;! expect cpu0.ev.init == 0
;! expect cpu0.ev.nmi == 0
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.reset == 2
;! expect mem.0x600 == 0x124
org 0x8000
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
