;! With BLE and TCO_EN a program that sets BIOSWE finds it cleared by the handler, and its flash write is lost.
;! until  ich9.post == 0xd0    within 4 ms
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x1234
; Flash at 1000h: erased; programmed while nothing is locked; BIOS_CNTL as the locked-out program finds it
;! expect mem.0x640 == 0xff
;! expect mem.0x644 == 0x5a
;! expect mem.0x648 == 2
; Flash at 1001h after it tried, at 1000h after it tried to erase; TCO1_STS: no write got so far
;! expect mem.0x64c == 0xff
;! expect mem.0x650 == 0x5a
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
    keep_flash 0x1000
    cfg_write8 LPC, BIOS_CNTL, BIOSWE
    flash_program 0x1000, 0x5a
    flash_wait
    keep_flash 0x1000
    cfg_write8 LPC, BIOS_CNTL, BLE
    io_write16 TCO1_STS, BIOSWR
    smi_enable GBL_SMI_EN | TCO_EN | EOS
    io_write16 TCO1_CNT, TCO_LOCK
    cfg_write8 LPC, GEN_PMCON_1, SMI_LOCK
    note 1

    smi_enable EOS                      ; the locks hold it off
    cfg_write8 LPC, BIOS_CNTL, BIOSWE
    note 3
    cfg_read8 LPC, BIOS_CNTL
    movzx eax, al
    keep
    flash_program 0x1001, 0xa5
    flash_wait
    keep_flash 0x1001
    flash_write 0x5555, 0xaa
    flash_write 0x2aaa, 0x55
    flash_write 0x5555, 0x80
    flash_write 0x5555, 0xaa
    flash_write 0x2aaa, 0x55
    flash_write 0x1000, 0x30
    flash_wait
    keep_flash 0x1000
    keep_io16 TCO1_STS
    note 4
    done

handler:
    note 2
    cfg_write8 LPC, BIOS_CNTL, BLE
    io_write16 TCO1_STS, BIOSWR
    set_eos
    rsm
handler_end:
