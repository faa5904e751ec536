;! A second SMI during SMM is held: exactly one, taken after RSM before any instruction of the program.
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.smi_low == 2
;! expect cpu0.ev.smi_latched == 2
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.smm_exit == 2
;! expect cpu0.ev.smi_latched#2 before cpu0.ev.rsm#1
;! expect cpu0.ev.smm_exit#1 before cpu0.ev.smi_taken#2
; Program 1, first handler 2 and 3, second handler 4, program 5:
;! expect mem.0x600 == 0x12345
; Both SMIs were taken two bytes behind the same OUT:
;! expect mem.0x604 == 2
;! expect mem.0x608 == 2
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    note 1
    apm_write 1, the_out
    note 5
    done

handler:
    mov ebx, [slot(MAP_EIP)]
    sub ebx, the_out
    cmp byte [0x600], 1
    jne .second
    mov [0x604], ebx
    note 2
    smi_ack
    apm_write 2
    note 3
    rsm
.second:
    mov [0x608], ebx
    note 4
    smi_ack
    rsm
handler_end:
