;! RSM outside SMM is an invalid opcode: #UD through vector 6, and nothing of SMM happens.
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.exception == 1
; Program 1, routine 2, program 3:
;! expect mem.0x600 == 0x123
; A fault: the pushed IP is the RSM itself
;! expect mem.0x604 == 0x100
;! expect cpu0.smm == 0
;! never  ev.smm_exit
;! never  ev.smm_unack
;! never  ev.shutdown
;! never  ev.unknown_opcode
org 0x8000
%include "lib/smm.inc"

    begin
    vector 6, routine
    note 1
the_rsm:
    rsm
    note 3
    done

routine:
    push bp
    mov bp, sp
    movzx eax, word [bp + 2]
    sub eax, the_rsm - 0x100
    mov [0x604], eax
    add word [bp + 2], 2
    note 2
    pop bp
    iret
