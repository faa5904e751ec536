;! The power button is an SMI by PWRBTN_EN while SCI_EN is 0 and an SCI while it is 1: row 17 of the source table.
;! one: on ev.post#1 +2 us  set board.pwrbtn_n 0 for 1 us
;! two: on ev.post#3 +2 us  set board.pwrbtn_n 0 for 1 us
;! until  ich9.post == 2       within 2 ms
;! expect ev.smi_low == 1
;! expect ev.sci == 0
;! until  ich9.post == 4       within 2 ms
;! expect pins.sci == 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect pins.sci == 0
;! expect ev.sci == 2
;! expect ev.pm1_sts == 1
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x1234
; PWRBTN_EN = 0: PM1_STS, SMI_STS
;! expect mem.0x640 == 0x100
;! expect mem.0x644 == 0
; In the SMI: SMI_STS, not cleared by W1C there; PM1_STS and SMI_STS after W1C at the source
;! expect mem.0x648 == 0x100
;! expect mem.0x64c == 0x100
;! expect mem.0x650 == 0
;! expect mem.0x654 == 0
; SCI_EN = 1: PM1_STS, SMI_STS
;! expect mem.0x658 == 0x100
;! expect mem.0x65c == 0
;! expect mem16.0x63e == 0x20
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
PWRBTN      equ 1 << 8                  ; PM1_STS, PM1_EN

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | EOS
    cue 1
    wait_io_set PM1_STS, PWRBTN
    keep_io16 PM1_STS
    keep_io32 SMI_STS
    note 1
    io_write16 PM1_EN, PWRBTN
    note 3
    cue 2
    io_write16 PM1_CNT, SCI_EN
    cue 3
    wait_io_set PM1_STS, PWRBTN
    keep_io16 PM1_STS
    keep_io32 SMI_STS
    cue 4
    io_write16 PM1_STS, PWRBTN
    note 4
    done

handler:
    note 2
    keep_io32 SMI_STS
    io_write32 SMI_STS, PM1_STS_REG
    keep_io32 SMI_STS
    io_write16 PM1_STS, PWRBTN
    keep_io16 PM1_STS
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
