;! An NMI during SMM is latched and delivered after RSM, before any instruction of the program.
;! hit: on cpu0.ev.smm_fetch +1 us  set board.nmi 1 for 500 ns
;! go:  on cpu0.ev.smm_fetch +5 us  master dmi write 0x700 1
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.nmi == 1
;! expect cpu0.ev.smm_exit before cpu0.ev.nmi
; Program 1, SMI handler 2 and 3 (the NMI came in between), NMI routine 4, program 5:
;! expect mem.0x600 == 0x12345
; The NMI came two bytes behind the OUT:
;! expect mem.0x604 == 2
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    vector 2, routine
    smi_setup
    note 1
    apm_write 1, the_out
    note 5
    done

routine:
    push bp
    mov bp, sp
    push eax
    movzx eax, word [bp + 2]
    sub eax, the_out
    mov [0x604], eax
    note 4
    pop eax
    pop bp
    iret

handler:
    note 2
    wait_flag 0x700
    note 3
    smi_ack
    rsm
handler_end:
