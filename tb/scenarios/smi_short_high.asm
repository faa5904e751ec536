;! SMI# that is high for less than smi_rearm_clks BCLKs gives no new edge: one SMI, not two.
;! param  smi_rearm_clks 8
;! one:  on cpu0.ev.halt#1 +1 us             set board.ext_smi_n 0 for 1 us
;! two:  on ev.smi_high#1 +3 bclk            set board.ext_smi_n 0 for 1 us
;! long: on ev.smi_high#2 +20 bclk           set board.ext_smi_n 0 for 1 us
;! go:   on ev.smi_high#3 +1 us              master dmi write 0x700 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 3
; The first entered SMM, the second was no edge, the third was latched in SMM and served after RSM:
;! expect cpu0.ev.smi_latched == 2
;! expect cpu0.ev.smm_enter == 2
;! expect ev.smi_low#3 before cpu0.ev.smi_latched#2
;! expect mem.0x600 == 0x1234
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    note 1
    hlt
    note 4
    done

handler:
    mov word [slot(MAP_HALT)], 0
    cmp byte [0x600], 1
    jne .second
    note 2
    wait_flag 0x700
    rsm
.second:
    note 3
    rsm
handler_end:
