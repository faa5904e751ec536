;! NMI and SMI at one boundary: the SMI is taken, the NMI is delivered after RSM before the program goes on.
; The OUT is held until the SMI is latched, so an NMI raised with SMI# meets it at the boundary behind the OUT.
;! hit: on ev.smi_low +0 ns      set board.nmi 1 for 500 ns
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.nmi == 1
;! expect cpu0.ev.smm_exit before cpu0.ev.nmi
; Program 1, SMI handler 2, NMI routine 3, program 4:
;! expect mem.0x600 == 0x1234
; Both came two bytes behind the OUT:
;! expect mem.0x604 == 2
;! expect mem.0x608 == 2
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    vector 2, routine
    smi_setup
    note 1
    apm_write 1, the_out
    note 4
    done

routine:
    push bp
    mov bp, sp
    push eax
    movzx eax, word [bp + 2]
    sub eax, the_out
    mov [0x608], eax
    note 3
    pop eax
    pop bp
    iret

handler:
    note 2
    mov eax, [slot(MAP_EIP)]
    sub eax, the_out
    mov [0x604], eax
    smi_ack
    rsm
handler_end:
