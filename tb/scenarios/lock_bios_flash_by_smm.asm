;! With BLE and TCO_EN the handler can program the flash: it sets BIOSWE, writes, and clears BIOSWE and BIOSWR.
;! until  ich9.post == 0xd0    within 4 ms
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x123
; TCO1_STS in the handler: BIOSWR by its own hand; cleared
;! expect mem.0x640 == 0x100
;! expect mem.0x644 == 0
; The program: flash at 1000h, BIOS_CNTL
;! expect mem.0x648 == 0x5a
;! expect mem.0x64c == 2
;! expect mem16.0x63e == 0x10
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/flash.inc"

    begin
    install handler
    pm_block
    flat
    cfg_write8 LPC, BIOS_CNTL, BLE
    smi_enable GBL_SMI_EN | APMC_EN | TCO_EN | EOS
    note 1
    apm_write 0x5a
    note 3
    keep_flash 0x1000
    cfg_read8 LPC, BIOS_CNTL
    movzx eax, al
    keep
    done

; The value to program is the one in B2h.
handler:
    note 2
    cfg_write8 LPC, BIOS_CNTL, BLE | BIOSWE
    in al, APM_CNT_PORT
    mov cl, al
    flash_program 0x1000, cl
    flash_wait
    cfg_write8 LPC, BIOS_CNTL, BLE
    keep_io16 TCO1_STS
    io_write16 TCO1_STS, BIOSWR
    keep_io16 TCO1_STS
    smi_ack
    rsm
handler_end:
