;! SLP_EN with SLP_SMI_EN: the handler clears SLP_SMI_EN and writes SLP_EN again, and then the machine sleeps.
;! wake:  on ev.sleep +5 us  set board.pm1_ev 0x8000 for 1 us
;! until  ev.sleep == 1        within 2 ms
;! expect ich9.sleeping == 1
;! expect ich9.slp_typ == 5
;! expect mem.0x600 == 0x12
;! until  ich9.post == 0xd0    within 2 ms
;! expect ich9.sleeping == 0
;! expect ev.sleep == 1
;! expect ev.slp_sts == 1
;! expect ev.slp_sts before ev.smi_low
;! expect ev.smi_low before ev.sleep
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x123
; In the SMI: SMI_STS, PM1_CNT with the SLP_TYP of the OS; SMI_STS after the second SLP_EN; PM1_STS when it woke: WAK
;! expect mem.0x640 == 0x10
;! expect mem.0x644 == 0x1400
;! expect mem.0x648 == 0
;! expect mem.0x64c == 0x8000
;! expect mem16.0x63e == 0x10
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | SLP_SMI_EN | EOS
    note 1
    io_write16 PM1_CNT, SLP_TYP_S3
    io_write16 PM1_CNT, SLP_TYP_S3 | SLP_EN
    wait_io_set PM1_STS, 1 << 15
    keep_io16 PM1_STS
    io_write16 PM1_STS, 1 << 15
    note 3
    done

handler:
    note 2
    keep_io32 SMI_STS
    keep_io16 PM1_CNT
    io_write32 SMI_STS, SLP_SMI_STS
    io_write32 SMI_EN, GBL_SMI_EN
    io_read16 PM1_CNT
    or ax, SLP_EN
    out dx, ax
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
