;! On a CPU without I/O restart (bit 16 of the revision is 0) FFh in the restart word does nothing.
;! param  smm_revision 0x20000
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.apm_write == 1
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.smm_exit == 1
;! expect mem.0x604 == 0x20000
; SMBASE relocation, bit 17, is there:
;! expect cpu0.smbase == 0x50000
; Program 1, handler 2, program behind the OUT 3:
;! expect mem.0x600 == 0x123
;! never  cpu0.ev.io_restart
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    note 1
    apm_write 1
    note 3
    done

handler:
    note 2
    mov eax, [slot(MAP_REVISION)]
    mov [0x604], eax
    mov dword [slot(MAP_SMBASE)], 0x50000
    mov word [slot(MAP_IO)], 0x00ff
    smi_ack
    rsm
handler_end:
