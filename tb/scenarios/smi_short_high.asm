;! SMI# that was high for 3 BCLKs gives no new edge when 8 are asked for; after 20 BCLKs it does.
;! param  smi_rearm_clks 8
;! one:  on cpu0.ev.halt#1 +1 us            set board.ext_smi_n 0
;! up:   on cpu0.ev.smm_fetch#1 +1000 ns    set board.ext_smi_n 1
;! two:  on cpu0.ev.smm_fetch#1 +1030 ns    set board.ext_smi_n 0 for 970 ns
;! long: on cpu0.ev.smm_fetch#1 +2200 ns    set board.ext_smi_n 0 for 1 us
;! go:   on cpu0.ev.smm_fetch#1 +9 us       master dmi write 0x700 1
;! until  ich9.post == 0xd0    within 2 ms
;! until  cpu0.halted == 1     within 20 us
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
