;! TCO_LOCK freezes TCO_EN, as 1 and as 0, cannot be cleared, and is 0 again after a reset by CF9h.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.plat_reset == 2
;! expect cpu0.ev.reset == 3
;! expect ev.smi_low == 1
;! expect mem.0x600 == 0x12131
; First life, TCO_EN = 1: SMI_EN after it was written 0 with other bits 1; TCO1_CNT after 0 was written
;! expect mem.0x640 == 0x2037
;! expect mem.0x644 == 0x1000
; Second life: TCO1_CNT, and SMI_EN after TCO_EN was written 1 and 0
;! expect mem.0x648 == 0
;! expect mem.0x64c == 0x2000
;! expect mem.0x650 == 0
; and with TCO_LOCK, after it was written 1
;! expect mem.0x654 == 3
; Third life: TCO1_CNT, SMI_EN
;! expect mem.0x658 == 0
;! expect mem.0x65c == 0x2000
;! expect mem16.0x63e == 0x20
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    note 1
    cmp dword [0x600], 0x121
    je second_life
    ja third_life
    smi_enable GBL_SMI_EN | TCO_EN | EOS
    io_write16 TCO1_CNT, TCO_LOCK
    smi_enable GBL_SMI_EN | SLP_SMI_EN | APMC_EN | BIOS_EN
    keep_io32 SMI_EN
    io_write16 TCO1_CNT, 0
    keep_io16 TCO1_CNT
    io_write8 TCO_DAT_IN, 1             ; still an SMI, though software has tried to forbid it
    cf9_reset

second_life:
    keep_io16 TCO1_CNT
    smi_enable TCO_EN
    keep_io32 SMI_EN
    smi_enable 0
    keep_io32 SMI_EN
    io_write16 TCO1_CNT, TCO_LOCK
    smi_enable GBL_SMI_EN | TCO_EN | EOS
    keep_io32 SMI_EN
    io_write8 TCO_DAT_IN, 1             ; no SMI
    note 3
    cf9_reset

third_life:
    keep_io16 TCO1_CNT
    smi_enable TCO_EN
    keep_io32 SMI_EN
    done

handler:
    note 2
    io_write16 TCO1_STS, SW_TCO_SMI
    set_eos
    rsm
handler_end:
