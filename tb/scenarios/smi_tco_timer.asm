;! The first expiry of the TCO timer sets TIMEOUT, an SMI by TCO_EN, and a reload in time keeps the machine: row 21.
;! slow_clocks /50000
; A tick of 0.6 s is 12 us here, 4 of them 48 us from the write of TCO_RLD that follows the cue.
;! early: on ev.post#1 +44 us  master dmi write 0x700 1
;! late:  on ev.post#1 +54 us  master dmi write 0x704 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.master#1 before ev.tco#1
;! expect ev.tco#1 before ev.master#2
; TIMEOUT set and cleared twice
;! expect ev.tco == 4
;! expect ev.tco_sts == 2
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x1234
; TCO_RLD before and after the first reload; with TCO_EN = 0: TCO1_STS, SMI_STS
;! expect mem.0x640 == 0
;! expect mem.0x644 == 4
;! expect mem.0x648 == 8
;! expect mem.0x64c == 0x2000
; In the SMI: SMI_STS, TCO1_STS; SMI_STS after W1C at the source; TCO_RLD after the reload
;! expect mem.0x650 == 0x2000
;! expect mem.0x654 == 8
;! expect mem.0x658 == 0
;! expect mem.0x65c == 4
;! expect mem16.0x63e == 0x20
;! never  plat_reset
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | EOS
    keep_io16 TCO_RLD
    cue 1
    io_write16 TCO_RLD, 1
    keep_io16 TCO_RLD
    wait_io_set TCO1_STS, TIMEOUT
    keep_io16 TCO1_STS
    keep_io32 SMI_STS
    io_write16 TCO_RLD, 1
    io_write16 TCO1_STS, TIMEOUT
    note 1
    smi_enable GBL_SMI_EN | TCO_EN
    note 2
    wait_smis 1
    note 4
    done

handler:
    note 3
    keep_io32 SMI_STS
    keep_io16 TCO1_STS
    io_write16 TCO1_STS, TIMEOUT
    keep_io32 SMI_STS
    io_write16 TCO_RLD, 1
    keep_io16 TCO_RLD
    io_write16 TCO1_CNT, TMR_HLT
    count_smi
    set_eos
    rsm
handler_end:
