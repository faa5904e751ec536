;! SWGPE_CTRL lets software raise a GPE, which is an SMI by SWGPE_EN while SCI_EN is 0: row 17 of the source table.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.gpe0_sts == 1
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x123
; GPE0_STS, SMI_STS with SWGPE_EN = 0
;! expect mem.0x640 == 4
;! expect mem.0x644 == 0
; In the SMI: SMI_STS; GPE0_STS after W1C with SWGPE_CTRL = 1, and with 0; SMI_STS
;! expect mem.0x648 == 0x200
;! expect mem.0x64c == 4
;! expect mem.0x650 == 0
;! expect mem.0x654 == 0
;! expect mem16.0x63e == 0x18
;! never  sci
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
SWGPE       equ 1 << 2                  ; GPE0_STS, GPE0_EN
SWGPE_CTRL  equ 1 << 1                  ; GPE_CNTL

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | EOS
    io_write8 GPE_CNTL, SWGPE_CTRL
    keep_io32 GPE0_STS
    keep_io32 SMI_STS
    note 1
    io_write32 GPE0_EN, SWGPE
    note 3
    done

handler:
    note 2
    keep_io32 SMI_STS
    io_write32 GPE0_STS, SWGPE
    keep_io32 GPE0_STS
    io_write8 GPE_CNTL, 0
    io_write32 GPE0_STS, SWGPE
    keep_io32 GPE0_STS
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
