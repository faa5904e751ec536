;! RSM with a LOCK prefix is #UD inside SMM too; the handler goes on and leaves with a plain RSM.
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.exception == 1
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.smm_exit == 1
;! expect cpu0.ev.exception before cpu0.ev.smm_exit
; Program 1, handler 2, #UD routine 3, handler 4, program 5:
;! expect mem.0x600 == 0x12345
; Pushed IP and CS: the LOCK RSM in the handler
;! expect mem16.0x604 == 0x100
;! expect mem16.0x606 == 0x3000
;! never  ev.shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    vector 6, routine
    smi_setup
    note 1
    apm_write 1
    note 5
    done

routine:
    push bp
    mov bp, sp
    mov ax, [bp + 2]
    sub ax, HANDLER + (handler.locked - handler) - 0x100
    mov [0x604], ax
    mov ax, [bp + 4]
    mov [0x606], ax
    add word [bp + 2], 3
    note 3
    pop bp
    iret

handler:
    mov esp, SMM_STACK
    note 2
.locked:
    db 0xf0                             ; LOCK
    rsm
    note 4
    smi_ack
    rsm
handler_end:
