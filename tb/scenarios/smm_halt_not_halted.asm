;! An SMI that does not come out of HLT has 0 in the auto-HALT word.
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x604 == 0x1000
;! expect mem.0x600 == 0x123
;! never  ev.halt_restart
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    mov ax, (DEFAULT_SMBASE + 0xff00) >> 4
    mov es, ax
    mov dword [es:0], 0xeeeeeeee        ; slots 7F00 and 7F02
    smi_setup
    note 1
    apm_write 1
    note 3
    done

handler:
    note 2
    movzx eax, word [slot(MAP_HALT)]
    add eax, 0x1000
    mov [0x604], eax
    smi_ack
    rsm
handler_end:
