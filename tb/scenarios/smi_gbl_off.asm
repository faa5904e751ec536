;! Without GBL_SMI_EN an APM write sets APM_STS but gives no SMI; setting GBL_SMI_EN later lets it through.
;! until  ich9.post == 0x11    within 2 ms
;! expect ich9.smi_sts == 0x20
;! expect bus.smi_n == 1
;! expect ev.smi_low == 0
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.apm_sts == 1
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
; Program 1 and 2 without an SMI, handler 3, program 4:
;! expect mem.0x600 == 0x1234
;! expect mem.0x604 == 0x20
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable APMC_EN | EOS
    note 1
    apm_write 1
    note 2
    mov dx, SMI_STS
    in eax, dx
    mov [0x604], eax
    post 0x11
    smi_enable
    note 4
    done

handler:
    note 3
    smi_ack
    rsm
handler_end:
