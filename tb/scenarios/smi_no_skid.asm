;! With sync_smi the SMI is taken right behind the OUT: no instruction behind it runs first.
;! until  mch.state == HOLD    within 2 ms
;! expect bus.smi_n == 0
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
