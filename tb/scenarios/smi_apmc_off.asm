;! Without APMC_EN an APM write sets APM_STS but gives no SMI: row 1 of the source table.
;! until  cpu0.halted == 1     within 2 ms
;! expect ich9.smi_sts == 0x20
;! expect ich9.smi_en == 3
;! expect ich9.apm_cnt == 1
;! expect bus.smi_n == 1
;! expect ev.apm_write == 1
;! expect ev.apm_sts == 1
;! expect mem.0x600 == 0x13
;! expect mem.0x604 == 0x20
;! never  ev.smi_low
;! never  ev.smm_enter
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | EOS
    note 1
    apm_write 1
    note 3
    mov dx, SMI_STS
    in eax, dx
    mov [0x604], eax
    done

handler:
    note 2
    smi_ack
    rsm
handler_end:
