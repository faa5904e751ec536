;! The gaps around SMM last as long as the part says: sign to first save, and sign of exit to first normal access.
;! param  smm_clk_b 60
;! param  smm_clk_g 80
;! b: on cpu0.ev.smm_ack +55 bclk     set board.gpi 1
;! g: on cpu0.ev.smm_unack +75 bclk   set board.gpi 2
;! until  board.gpi == 1       within 2 ms
;! expect cpu0.smiact.state == ENTER_GAP
;! expect mem.0x3fffc == 0xeeeeeeee
;! until  cpu0.smiact.state == INSIDE   within 6 bclk
;! until  board.gpi == 2       within 2 ms
;! expect cpu0.smiact.state == LEAVE_GAP
;! expect cpu0.smm == 1
;! until  cpu0.smiact.state == OUTSIDE  within 6 bclk
;! until  cpu0.halted == 1     within 2 ms
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/one_smi.inc"
