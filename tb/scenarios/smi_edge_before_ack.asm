;! A second fall of SMI# between the boundary that takes the first and its acknowledge is the same SMI.
;! part   p6
; Phase A is stretched, so that the second pulse falls into it:
;! param  smm_clk_a 60
;! one: on cpu0.ev.halt#1 +2 us            set board.ext_smi_n 0 for 100 ns
;! two: on cpu0.ev.smi_taken#1 +200 ns     set board.ext_smi_n 0 for 100 ns
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 2
;! expect cpu0.ev.smi_taken == 1
;! expect cpu0.pending == 0
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    note 1
    hlt
    mov cx, 1000
.wait:
    loop .wait
    note 3
    done

handler:
    note 2
    mov word [slot(MAP_HALT)], 0
    rsm
handler_end:
