;! BIOSWE going from 0 to 1 while BLE is 1 sets BIOSWR, an SMI by TCO_EN; BLE stays: row 26 of the source table.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.tco_sts == 2
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x1234
; TCO1_STS after BIOSWE := 1 with BLE = 0:
;! expect mem.0x640 == 0
; with BLE = 1, TCO_EN = 0: TCO1_STS; after W1C; after BIOSWE was written 1 again
;! expect mem.0x644 == 0x100
;! expect mem.0x648 == 0
;! expect mem.0x64c == 0
; In the SMI: SMI_STS, TCO1_STS, BIOS_CNTL; SMI_STS after W1C at the source
;! expect mem.0x650 == 0x2000
;! expect mem.0x654 == 0x100
;! expect mem.0x658 == 3
;! expect mem.0x65c == 0
; BIOS_CNTL: as the handler left it, and after 0 was written
;! expect mem.0x660 == 2
;! expect mem.0x664 == 2
;! expect mem16.0x63e == 0x28
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

%macro keep_bios_cntl 0
    cfg_read8 LPC, BIOS_CNTL
    movzx eax, al
    keep
%endmacro

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | TCO_EN | EOS
    cfg_write8 LPC, BIOS_CNTL, BIOSWE
    keep_io16 TCO1_STS
    cfg_write8 LPC, BIOS_CNTL, BLE
    note 1
    smi_enable GBL_SMI_EN
    cfg_write8 LPC, BIOS_CNTL, BLE | BIOSWE
    keep_io16 TCO1_STS
    io_write16 TCO1_STS, BIOSWR
    keep_io16 TCO1_STS
    cfg_write8 LPC, BIOS_CNTL, BLE | BIOSWE
    keep_io16 TCO1_STS
    cfg_write8 LPC, BIOS_CNTL, BLE
    note 2
    smi_enable GBL_SMI_EN | TCO_EN
    cfg_write8 LPC, BIOS_CNTL, BIOSWE
    note 4
    keep_bios_cntl
    cfg_write8 LPC, BIOS_CNTL, 0
    keep_bios_cntl
    done

handler:
    note 3
    keep_io32 SMI_STS
    keep_io16 TCO1_STS
    keep_bios_cntl
    cfg_write8 LPC, BIOS_CNTL, BLE
    io_write16 TCO1_STS, BIOSWR
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
