;! The RTC alarm is an SMI by RTC_EN; WAK and BM, which have no enable, are none: row 17 of the source table.
;! other: on ev.post#1 +2 us  set board.pm1_ev 0x8010 for 1 us
;! alarm: on ev.post#2 +2 us  set board.pm1_ev 0x0400 for 1 us
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.pm1_sts == 1
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect ev.post#2 before ev.smi_low
;! expect mem.0x600 == 0x123
; PM1_EN after FFFFh was written
;! expect mem.0x640 == 0x4521
; PM1_STS, SMI_STS after WAK and BM
;! expect mem.0x644 == 0x8010
;! expect mem.0x648 == 0
; In the SMI: PM1_STS; W1C of RTC leaves the others; SMI_STS
;! expect mem.0x64c == 0x8410
;! expect mem.0x650 == 0x8010
;! expect mem.0x654 == 0
;! expect mem16.0x63e == 0x18
;! never  sci
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
RTC         equ 1 << 10                 ; PM1_STS

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | EOS
    io_write16 PM1_EN, 0xffff
    keep_io16 PM1_EN
    cue 1
    wait_io_set PM1_STS, 0x8000
    keep_io16 PM1_STS
    keep_io32 SMI_STS
    note 1
    cue 2
    wait_smis 1
    note 3
    done

handler:
    note 2
    keep_io16 PM1_STS
    io_write16 PM1_STS, RTC
    keep_io16 PM1_STS
    keep_io32 SMI_STS
    set_eos
    count_smi
    rsm
handler_end:
