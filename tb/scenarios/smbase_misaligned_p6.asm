;! A P6 takes an SMBASE that is not a multiple of 32 KB, and uses it.
;! part   p6
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.smbase == 0x41230
;! expect cpu0.ev.smbase == 1
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x600 == 0x12345
;! expect mem16.0x604 == 0x4123
;! expect mem.0x51128 == 0x41230
;! never  ev.shutdown
org 0x8000
%include "lib/smm.inc"

NEW_SMBASE equ 0x41230

    begin
    install relocate
    install handler, NEW_SMBASE + HANDLER
    smi_setup
    note 1
    apm_write 1
    note 3
    apm_write 2
    note 5
    done

relocate:
    note 2
    mov dword [slot(MAP_SMBASE)], NEW_SMBASE
    smi_ack
    rsm
relocate_end:

handler:
    note 4
    mov [0x604], cs
    smi_ack
    rsm
handler_end:
