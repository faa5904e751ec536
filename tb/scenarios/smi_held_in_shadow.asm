;! An SMI that comes during MOV SS is held in its shadow: the next instruction runs first.
; MOV SS reads its selector from closed TSEG, which sets E_SMERR and so tells when it is under way; snoop_clks makes
; it last until SMI# is latched.
;! param  snoop_clks 31
;! param  closed_read 0
;! hit: on ev.smerr +0 ns  set board.ext_smi_n 0 for 300 ns
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smi_latched == 1
;! expect cpu0.ev.smm_enter == 1
; Saved EIP: behind the one-byte instruction in the shadow, and that has run:
;! expect mem.0x604 == 1
;! expect mem.0x608 == 0x101
;! expect mem.0x60c == 0x104
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/mov_ss_shadow.inc"
