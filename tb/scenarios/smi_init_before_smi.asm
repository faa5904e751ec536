;! With init_before_smi 1 an INIT at the same boundary goes first; the SMI is kept and taken after it.
; The OUT is held until the SMI is latched, so an INIT# raised with SMI# meets it at the boundary behind the OUT.
;! param  init_before_smi 1
;! hit: on ev.smi_low +0 ns      set board.init_n 0 for 500 ns
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smi_latched == 1
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.init == 1
;! expect cpu0.ev.reset == 1
;! expect cpu0.ev.smi_latched before cpu0.ev.init
;! expect cpu0.ev.init before cpu0.ev.smi_taken
; The handler interrupted the reset vector, F000:FFF0:
;! expect mem.0x604 == 0xfff0
;! expect mem16.0x60c == 0xf000
; Program 1, handler 2, program after INIT 3:
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/init_and_smi.inc"
