;! A write to flash while BIOSWE is 1 sets BIOSWR, an SMI by TCO_EN; with BIOSWE 0 it is lost: row 27.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.tco_sts == 2
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x1234
; TCO1_STS after a write with BIOSWE = 0:
;! expect mem.0x640 == 0
; with BIOSWE = 1, TCO_EN = 0, and after W1C
;! expect mem.0x644 == 0x100
;! expect mem.0x648 == 0
; In the SMI: SMI_STS, TCO1_STS; SMI_STS after W1C at the source
;! expect mem.0x64c == 0x2000
;! expect mem.0x650 == 0x100
;! expect mem.0x654 == 0
;! expect mem16.0x63e == 0x18
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/flash.inc"

    begin
    install handler
    pm_block
    flat
    smi_enable GBL_SMI_EN | TCO_EN | EOS
    flash_write 0, 0xf0                 ; back to the array, where it is
    keep_io16 TCO1_STS
    note 1
    cfg_write8 LPC, BIOS_CNTL, BIOSWE
    smi_enable GBL_SMI_EN
    flash_write 0, 0xf0
    keep_io16 TCO1_STS
    io_write16 TCO1_STS, BIOSWR
    keep_io16 TCO1_STS
    note 2
    smi_enable GBL_SMI_EN | TCO_EN
    flash_write 0, 0xf0
    io_read32 SMI_STS                   ; a memory write is not waited for, a read behind it is
    note 4
    done

handler:
    note 3
    keep_io32 SMI_STS
    keep_io16 TCO1_STS
    io_write16 TCO1_STS, BIOSWR
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
