;! The first SMI after reset comes though EOS was never written; the next one needs it.
;! until  ich9.post == 0x11    within 2 ms
; The handler cleared the cause but did not set EOS: SMI# is still low, a second APM write gives no SMI.
;! expect cpu0.ev.smm_enter == 1
;! expect bus.smi_n == 0
;! expect ich9.smi_sts == 0x20
;! expect ev.eos == 0
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
; Program 1, first handler 2, program 3, second handler 4, program 5:
;! expect mem.0x600 == 0x12345
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | APMC_EN
    note 1
    apm_write 1
    note 3
    apm_write 2
    post 0x11
    set_eos
    wait_flag 0x704
    note 5
    done

handler:
    cmp byte [0x600], 1
    jne .second
    note 2
    mov dx, SMI_STS
    mov eax, APM_STS
    out dx, eax
    rsm
.second:
    note 4
    smi_ack
    mov byte [0x704], 1
    rsm
handler_end:
