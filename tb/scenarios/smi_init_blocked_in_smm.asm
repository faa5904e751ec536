;! INIT# during SMM is latched and taken after RSM; SMBASE survives it.
;! hit: on cpu0.ev.smm_fetch#2 +1 us  set board.init_n 0 for 1 us
;! go:  on cpu0.ev.smm_fetch#2 +5 us  master dmi write 0x700 1
;! until  mem.0x700 == 1       within 2 ms
; INIT# has come and gone, the handler still runs:
;! expect cpu0.smm == 1
;! expect cpu0.ev.init == 0
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.init == 1
;! expect cpu0.ev.reset == 1
;! expect cpu0.ev.smm_exit#2 before cpu0.ev.init
;! expect cpu0.smbase == 0x40000
;! expect cpu0.ev.smm_enter == 3
; Program 1, relocation 2, handler at 48000h 3 and 4, after INIT program 5, the same handler 6, program 7;
; 9 behind the second OUT is never reached
;! expect mem.0x600 == 0x1234567
org 0x8000
%include "lib/smm.inc"

    begin
    cmp dword [0x600], 0
    jne after_init
    install relocate
    install handler, 0x40000 + HANDLER
    smi_setup
    note 1
    apm_write 1
    apm_write 2
    note 9
    done

after_init:
    note 5
    apm_write 3
    note 7
    done

relocate:
    note 2
    mov dword [slot(MAP_SMBASE)], 0x40000
    smi_ack
    rsm
relocate_end:

handler:
    in al, APM_CNT_PORT
    cmp al, 2
    jne .after_init
    note 3
    wait_flag 0x700
    note 4
    smi_ack
    rsm
.after_init:
    note 6
    smi_ack
    rsm
handler_end:
