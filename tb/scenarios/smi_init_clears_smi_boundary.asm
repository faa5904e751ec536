;! With init_clears_pending_smi 1 an INIT drops the SMI that is latched when it is taken.
; The OUT is held until the SMI is latched, so an INIT# raised with SMI# meets it at the boundary behind the OUT.
;! param  init_before_smi 1
;! param  init_clears_pending_smi 1
;! hit: on ev.smi_low +0 ns      set board.init_n 0 for 500 ns
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smi_latched == 1
;! expect cpu0.ev.init == 1
;! expect cpu0.ev.reset == 1
;! expect cpu0.ev.smi_latched before cpu0.ev.init
;! expect cpu0.pending == 0
; Program 1, program after INIT 3:
;! expect mem.0x600 == 0x13
;! never  cpu0.ev.smi_taken
org 0x8000
%include "lib/init_and_smi.inc"
