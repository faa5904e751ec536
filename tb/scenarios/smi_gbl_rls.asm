;! GBL_RLS sets BIOS_STS, which is an SMI while BIOS_EN is 1, also when it was set before: row 3 of the source table.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.bios_sts == 3
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect ev.bios_sts#1 before ev.smi_low#1
;! expect ev.bios_sts#2 before ev.smi_low#2
;! expect ich9.smi_sts == 0
;! expect mem.0x600 == 0x123245
; SMI_STS with BIOS_EN = 0:
;! expect mem.0x640 == 4
; as the handler found it when BIOS_EN became 1, and after W1C
;! expect mem.0x644 == 4
;! expect mem.0x648 == 0
; the same at a GBL_RLS with BIOS_EN = 1
;! expect mem.0x64c == 4
;! expect mem.0x650 == 0
; BIOS_EN = 0 again: set, cleared by W1C; GBL_RLS reads 0
;! expect mem.0x654 == 4
;! expect mem.0x658 == 0
;! expect mem.0x65c == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | EOS
    io_write8 PM1_CNT, GBL_RLS
    keep_io32 SMI_STS
    note 1
    smi_enable GBL_SMI_EN | BIOS_EN
    note 3
    io_write8 PM1_CNT, GBL_RLS
    note 4
    smi_enable GBL_SMI_EN
    io_write8 PM1_CNT, GBL_RLS
    keep_io32 SMI_STS
    io_write32 SMI_STS, BIOS_STS
    keep_io32 SMI_STS
    keep_io32 PM1_CNT
    smi_enable GBL_SMI_EN | BIOS_EN
    note 5
    done

handler:
    note 2
    keep_io32 SMI_STS
    io_write32 SMI_STS, BIOS_STS
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
