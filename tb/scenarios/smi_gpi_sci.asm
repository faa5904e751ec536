;! A GPI routed to SCI sets its bit of GPE0_STS: an SCI with SCI_EN = 1, never an SMI (row 12 of the source table).
;! up:   on ev.post#1 +2 us  set board.gpi 8
;! down: on ev.post#3 +2 us  set board.gpi 0
;! until  ich9.post == 2       within 2 ms
; GPE0_EN.GPI3 = 1, SCI_EN = 0
;! expect pins.sci == 0
;! until  ich9.post == 3       within 2 ms
; SCI_EN = 1
;! expect pins.sci == 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect pins.sci == 0
;! expect ev.sci == 2
;! expect mem.0x600 == 0x12
; GPE0_STS.GPI3, SMI_STS, ALT_GP_SMI_STS with SCI_EN = 0
;! expect mem.0x640 == 0x80000
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0
; SMI_STS with SCI_EN = 1; GPE0_STS after W1C while the pin is high, and after it when it is low
;! expect mem.0x64c == 0
;! expect mem.0x650 == 0x80000
;! expect mem.0x654 == 0
;! expect mem16.0x63e == 0x18
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
GPI3        equ 1 << 19                 ; GPE0_STS, GPE0_EN

    begin
    pm_block
    smi_enable GBL_SMI_EN | EOS
    cfg_write32 LPC, GPI_ROUT, 2 << (2 * 3)
    io_write16 ALT_GP_EN, 1 << 3
    io_write32 GPE0_EN, GPI3
    cue 1
    wait_io_set GPE0_STS, GPI3
    keep_io32 GPE0_STS
    keep_io32 SMI_STS
    keep_io16 ALT_GP_STS
    cue 2
    note 1
    io_write16 PM1_CNT, SCI_EN
    keep_io32 SMI_STS
    io_write32 GPE0_STS, GPI3
    keep_io32 GPE0_STS
    cue 3
.clear:
    io_write32 GPE0_STS, GPI3
    io_read32 GPE0_STS
    test eax, eax
    jnz .clear
    keep
    note 2
    done
