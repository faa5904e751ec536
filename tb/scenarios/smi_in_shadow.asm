;! With smi_in_shadow 1 an SMI that comes during MOV SS is taken at once, in its shadow.
; MOV SS reads its selector from closed TSEG, which sets E_SMERR and so tells when it is under way; snoop_clks makes
; it last until SMI# is latched.
;! param  smi_in_shadow 1
;! param  snoop_clks 31
;! param  closed_read 0
;! hit: on ev.smerr +0 ns  set board.ext_smi_n 0 for 300 ns
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smi_latched == 1
;! expect cpu0.ev.smm_enter == 1
; Saved EIP: right behind MOV SS, and the next instruction has not run:
;! expect mem.0x604 == 0
;! expect mem.0x608 == 0x100
;! expect mem.0x60c == 0x104
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/mov_ss_shadow.inc"
