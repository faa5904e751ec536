;! With first_smi_without_eos 0 the first SMI waits until EOS is written.
;! param  first_smi_without_eos 0
;! until  ich9.post == 0x11    within 2 ms
;! expect ich9.smi_sts == 0x20
;! expect bus.smi_n == 1
;! expect ev.smi_low == 0
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.eos#1 before ev.smi_low
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x1234
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | APMC_EN
    note 1
    apm_write 1
    note 2
    post 0x11
    set_eos
    wait_flag 0x704
    note 4
    done

handler:
    note 3
    smi_ack
    mov byte [0x704], 1
    rsm
handler_end:
