;! Without sync_smi the OUT completes before the SMI is at the CPU: instructions behind it run first.
;! param  sync_smi 0
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 1
; The SMI came some INCs late, and EIP and EBX agree on how many:
;! expect mem.0x604 >= 1
;! expect mem.0x608 == 0x100
; All 200 INCs ran in the end:
;! expect mem.0x60c == 200
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/skid.inc"
