;! A deferred I/O write that raises SMI# gets its reply only after SMI# was low 3 BCLK, so that no instruction skids.
;! part   p6
;! modes  cycle  wires of the bus are looked at
;! param  defer_dmi 1
;! until  bus.smi_n == 0       within 2 ms
;! expect mch.deferred == 1
;! until  bus.bpri_n == 0      within 20 bclk
;! expect cpu0.smi_pending == 1
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 1
; The SMI came before the first INC, and EIP and EBX agree on it:
;! expect mem.0x604 == 0
;! expect mem.0x608 == 0x100
; All 200 INCs ran in the end:
;! expect mem.0x60c == 200
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/skid.inc"
