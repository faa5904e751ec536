;! INIT and SMI at one boundary: the SMI is taken, INIT after RSM before the program goes on.
; The OUT is held until the SMI is latched, so an INIT# raised with SMI# meets it at the boundary behind the OUT.
;! hit: on ev.smi_low +0 ns      set board.init_n 0 for 500 ns
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smi_latched == 1
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.init == 1
;! expect cpu0.ev.reset == 1
;! expect cpu0.ev.smm_exit before cpu0.ev.init
; The handler was entered two bytes behind the OUT:
;! expect mem.0x608 == 2
;! expect mem16.0x60c == 0
; Program 1, handler 2, program after INIT 3:
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/init_and_smi.inc"
