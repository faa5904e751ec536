;! With another special transaction code for SMI acknowledge, CPU and MCH still agree on who is in SMM.
;! part   p6
;! param  smi_ack_code 9
;! until  mch.in_smm == 1      within 2 ms
;! expect bus.req_a == SPECIAL
;! expect bus.be == 9
;! until  cpu0.smm == 1        within 100 us
;! until  cpu0.halted == 1     within 2 ms
;! expect mch.in_smm == 0
; Entry, exit, HLT:
;! expect cpu0.ev.special == 3
;! expect mem.0x600 == 0x123
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
    smi_ack
    rsm
handler_end:
