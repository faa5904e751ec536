;! IRET in the handler unblocks NMI: the latched one is delivered inside SMM, through the vectors at 0.
;! hit: on cpu0.ev.smm_fetch +1 us  set board.nmi 1 for 500 ns
;! go:  on cpu0.ev.smm_fetch +5 us  master dmi write 0x700 1
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.nmi == 1
;! expect cpu0.ev.nmi before cpu0.ev.rsm
; Program 1, SMI handler 2 and 3 before IRET, NMI routine 4, handler 5 after IRET, program 6:
;! expect mem.0x600 == 0x123456
; Pushed on delivery: 16 bits of EIP, the place behind the IRET, and the handler's CS selector:
;! expect mem16.0x604 == 0
;! expect mem16.0x606 == 0x3000
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    vector 2, routine
    mov word [0x604], 0xffff
    smi_setup
    note 1
    apm_write 1
    note 6
    done

routine:
    push bp
    mov bp, sp
    push ax
    mov ax, [bp + 2]
    sub ax, HANDLER + (handler.unblocked - handler)
    mov [0x604], ax
    mov ax, [bp + 4]
    mov [0x606], ax
    note 4
    pop ax
    pop bp
    iret

handler:
    mov esp, SMM_STACK
    note 2
    wait_flag 0x700
    note 3
    pushf
    push cs
    push word HANDLER + (.unblocked - handler)
    iret
.unblocked:
    note 5
    smi_ack
    rsm
handler_end:
