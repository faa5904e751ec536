;! An SMI and an NMI both latched during SMM: after RSM the SMI is served first, then the NMI, then the program.
;! hit: on cpu0.ev.smm_fetch#1 +1 us  set board.nmi 1 for 500 ns
;! go:  on cpu0.ev.smm_fetch#1 +5 us  master dmi write 0x700 1
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.nmi == 1
;! expect cpu0.ev.smm_exit#2 before cpu0.ev.nmi
; Program 1, first handler 2, second handler 3, NMI routine 4, program 5:
;! expect mem.0x600 == 0x12345
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    vector 2, routine
    smi_setup
    note 1
    apm_write 1
    note 5
    done

routine:
    note 4
    iret

handler:
    cmp byte [0x600], 1
    jne .second
    note 2
    wait_flag 0x700
    smi_ack
    apm_write 2
    rsm
.second:
    note 3
    smi_ack
    rsm
handler_end:
