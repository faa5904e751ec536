;! SMBALERT# sets SMBUS_SMI_STS only while TCO2_CNT.SMBALERT_DISABLE, 1 after reset, is 0: row 14.
;! alert: on ev.post#1 +2 us  set board.smbalert_n 0
;! off:   on ev.post#2 +2 us  set board.smbalert_n 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smbus_sts == 1
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
; SMI_STS 30 us after the fall of SMBALERT#, with SMBALERT_DISABLE 1
;! expect mem.0x640 == 0
; In the SMI: as found; 18 us after the pin has risen, before W1C and after it
;! expect mem.0x644 == 0x10000
;! expect mem.0x648 == 0x10000
;! expect mem.0x64c == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable EOS | GBL_SMI_EN
    cue 1
    pm_wait 110
    keep_io32 SMI_STS
    io_write16 TCO2_CNT, 0
    wait_smis 1
    done

handler:
    keep_io32 SMI_STS
    cue 2
    pm_wait 72
    keep_io32 SMI_STS
    io_write32 SMI_STS, SMBUS_SMI_STS
    keep_io32 SMI_STS
    inc word [SMIS]
    set_eos
    rsm
handler_end:
