;! Every source that has a bit in SMI_STS, but the two timers, at once is one SMI, and one SMI clears them all.
;! on:     on ev.post#1 +1 us    set board.usb1 1
;! on_2:   on ev.post#1 +1100 ns set board.usb2 1
;! on_3:   on ev.post#1 +1200 ns set board.usb2_intel 1
;! on_4:   on ev.post#3 +1 us    set board.smbus 1
;! on_5:   on ev.post#1 +1400 ns set board.devmon 1
;! on_6:   on ev.post#1 +1500 ns set board.pcie 1
;! on_7:   on ev.post#1 +1600 ns set board.spi 1
;! on_8:   on ev.post#1 +1700 ns set board.gpi 1
;! on_9:   on ev.post#1 +1800 ns set board.gpe 0x800
;! on_10:  on ev.post#2 +1 us    set board.serirq_lines 4
;! once:   on ev.post#1 +2 us    set board.pm1_ev 0x400 for 1 us
;! off:    on ev.post#4 +1 us    set board.usb1 0
;! off_2:  on ev.post#4 +1100 ns set board.usb2 0
;! off_3:  on ev.post#4 +1200 ns set board.usb2_intel 0
;! off_4:  on ev.post#4 +1300 ns set board.smbus 0
;! off_5:  on ev.post#4 +1400 ns set board.devmon 0
;! off_6:  on ev.post#4 +1500 ns set board.pcie 0
;! off_7:  on ev.post#4 +1600 ns set board.spi 0
;! off_8:  on ev.post#4 +1700 ns set board.gpi 0
;! off_9:  on ev.post#4 +1800 ns set board.gpe 0
;! off_10: on ev.post#4 +1900 ns set board.serirq_lines 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x123
; SMI_STS with GBL_SMI_EN = 0
;! expect mem.0x640 == 0x0437bf3c
; In the SMI: as found; when all sources are gone and those that keep are cleared; after W1C of SMI_STS
;! expect mem.0x644 == 0x0437bf3c
;! expect mem.0x648 == 0x00010834
;! expect mem.0x64c == 0
;! expect mem16.0x63e == 0x10
;! never  sleep
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
ENABLES     equ BIOS_EN | LEGACY_USB_EN | SLP_SMI_EN | APMC_EN | MCSMI_EN | TCO_EN | LEGACY_USB2_EN | INTEL_USB2_EN

    begin
    install handler
    pm_block
    rcba_open
    flat
    cfg_write8 LPC, SERIRQ_CNTL, 0xd0
    cfg_write16 LPC, GEN_PMCON_1, 1 << 10
    cfg_write32 LPC, GPI_ROUT, 1
    io_write16 ALT_GP_EN, 1
    io_write16 PM1_EN, 1 << 10
    io_write32 GPE0_EN, 1 << 11
    mov dword [dword IOTR0 + 4], 0xf0
    mov dword [dword IOTR0], 0x800 | 1
    smi_enable ENABLES | EOS
    apm_write 0
    io_write8 PM1_CNT, GBL_RLS
    io_write16 PM1_CNT, SLP_TYP_S3 | SLP_EN
    out 0x66, al
    io_write8 TCO_DAT_IN, 0
    mov dx, 0x800
    out dx, al
    cue 1
    wait_io_set SMI_STS, PM1_STS_REG
    cue 2
    wait_io_set SMI_STS, SERIRQ_SMI_STS
    cue 3
    wait_io_set SMI_STS, SMBUS_SMI_STS
    keep_io32 SMI_STS
    note 1
    smi_enable ENABLES | GBL_SMI_EN
    note 3
    done

handler:
    note 2
    keep_io32 SMI_STS
    cue 4
    pm_wait 72
    io_write16 ALT_GP_STS, 1
    io_write16 PM1_STS, 1 << 10
    io_write32 GPE0_STS, 1 << 11
    io_write16 TCO1_STS, SW_TCO_SMI
    mov byte [dword TRSR], 1
    keep_io32 SMI_STS
    io_write32 SMI_STS, -1
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
