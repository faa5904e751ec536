;! A Pentium shuts down in RSM when the new SMBASE is not a multiple of 32 KB.
;! part   pentium
;! until  cpu0.shutdown == 1   within 2 ms
;! expect cpu0.ev.shutdown == 1
;! expect cpu0.ev.special == 1
;! expect bus.req_a == SPECIAL
;! expect bus.be == 1
;! expect cpu0.ev.rsm == 1
;! expect cpu0.smbase == 0x30000
;! expect mem.0x600 == 0x12
;! never  ev.smm_exit
;! never  ev.smbase
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
    mov dword [slot(MAP_SMBASE)], 0x44000
    smi_ack
    rsm
handler_end:
