;! SLP_EN gives an SMI instead of sleep while SLP_SMI_EN is 1, and no SMI while it is 0: row 2 of the source table.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.slp_sts == 2
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect ich9.smi_sts == 0
;! expect mem.0x600 == 0x1234
; SMI_STS after SLP_EN with SLP_SMI_EN = 0 (SLP_TYP 0, so that it does not sleep):
;! expect mem.0x640 == 0
; with SLP_SMI_EN = 1 but GBL_SMI_EN = 0: the status; SLP_EN reads 0; W1C
;! expect mem.0x644 == 0x10
;! expect mem.0x648 == 0x1400
;! expect mem.0x64c == 0
; with both: as the handler found it, and after W1C
;! expect mem.0x650 == 0x10
;! expect mem.0x654 == 0
;! never  sleep
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | EOS
    io_write16 PM1_CNT, SLP_EN
    keep_io32 SMI_STS
    note 1
    smi_enable SLP_SMI_EN | EOS
    io_write16 PM1_CNT, SLP_EN | SLP_TYP_S3
    keep_io32 SMI_STS
    keep_io16 PM1_CNT
    io_write32 SMI_STS, SLP_SMI_STS
    keep_io32 SMI_STS
    note 2
    smi_enable GBL_SMI_EN | SLP_SMI_EN | EOS
    io_write16 PM1_CNT, SLP_EN | SLP_TYP_S3
    note 4
    done

handler:
    note 3
    keep_io32 SMI_STS
    io_write32 SMI_STS, SLP_SMI_STS
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
