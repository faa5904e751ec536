;! SMBALERT# and its like set SMBUS_SMI_STS; W1C works from 15.63 us after the source has gone: row 14.
;! on:  on ev.post#1 +2 us  set board.smbus 1
;! off: on ev.post#2 +2 us  set board.smbus 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.post#1 before ev.smbus_sts
;! expect ev.smbus_sts == 1
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x123
; SMI_STS with GBL_SMI_EN = 0; no bit of SMI_EN gates it
;! expect mem.0x640 == 0x10000
; In the SMI: as found; after W1C while the source stands; 18 us after it has gone, before W1C and after it
;! expect mem.0x644 == 0x10000
;! expect mem.0x648 == 0x10000
;! expect mem.0x64c == 0x10000
;! expect mem.0x650 == 0
;! expect mem16.0x63e == 0x14
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable EOS
    cue 1
    wait_io_set SMI_STS, SMBUS_SMI_STS
    keep_io32 SMI_STS
    note 1
    smi_enable GBL_SMI_EN
    note 3
    done

handler:
    note 2
    keep_io32 SMI_STS
    io_write32 SMI_STS, SMBUS_SMI_STS
    keep_io32 SMI_STS
    cue 2
    pm_wait 72
    keep_io32 SMI_STS
    io_write32 SMI_STS, SMBUS_SMI_STS
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
