;! On a CPU without SMBASE relocation (bit 17 of the revision is 0) RSM leaves SMBASE as it is, whatever the map holds.
;! param  smm_revision 0x10000
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 3
;! expect cpu0.smbase == 0x30000
;! expect mem.0x604 == 0x10000
; I/O restart, bit 16, is there; the second SMI's map holds the old SMBASE
;! expect cpu0.ev.io_restart == 1
;! expect mem.0x608 == 0x30000
; Program 1, handler 2, program 3, handler 2 and again 2 for the restarted OUT, program 4:
;! expect mem.0x600 == 0x123224
;! never  cpu0.ev.smbase
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    note 1
    apm_write 1
    note 3
    apm_write 2
    note 4
    done

handler:
    mov eax, [slot(MAP_REVISION)]
    mov [0x604], eax
    mov eax, [slot(MAP_SMBASE)]
    mov [0x608], eax
    mov dword [slot(MAP_SMBASE)], 0x50000
    cmp word [0x600], 0x123
    jne .no_restart
    mov word [slot(MAP_IO)], 0x00ff
.no_restart:
    note 2
    smi_ack
    rsm
handler_end:
