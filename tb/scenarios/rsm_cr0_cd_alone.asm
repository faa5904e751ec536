;! CD = 1 with NW = 0 in the CR0 image is legal: RSM goes back and the program sees it.
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_exit == 1
;! expect mem.0x604 == 0x40000010
;! expect mem.0x600 == 0x123
;! never  ev.shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    note 1
    apm_write 1
    note 3
    mov eax, cr0
    mov [0x604], eax
    done

handler:
    note 2
    mov dword [slot(MAP_CR0)], 0x40000010
    smi_ack
    rsm
handler_end:
