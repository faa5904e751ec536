;! Three falls of SMI# during SMM leave one SMI, not three.
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.apm_write == 4
;! expect ev.smi_low == 4
;! expect ev.smi_low#4 before cpu0.ev.rsm#1
;! expect cpu0.ev.smi_latched == 2
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.smm_exit == 2
; Program 1, first handler 2, second handler 3, program 4:
;! expect mem.0x600 == 0x1234
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    note 1
    apm_write 1
    note 4
    done

handler:
    cmp byte [0x600], 1
    jne .second
    note 2
%rep 3
    smi_ack
    apm_write 2
%endrep
    rsm
.second:
    note 3
    smi_ack
    rsm
handler_end:
