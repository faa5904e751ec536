;! INTRUDER# sets INTRD_DET, an SMI by INTRD_SEL = 10 and TCO_EN, cleared only when the case is closed: row 25.
;! open:  on ev.post#1 +2 us  set board.intruder_n 0
;! close: on ev.post#2 +2 us  set board.intruder_n 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.tco == 2
;! expect ev.tco_sts == 1
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x1234
; INTRD_SEL 00, then 01: TCO2_STS, SMI_STS
;! expect mem.0x640 == 1
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0
; INTRD_SEL 10, TCO_EN = 0: SMI_STS
;! expect mem.0x64c == 0x2000
; In the SMI: SMI_STS; TCO2_STS after W1C while it is open, and when it is closed: the clear was kept; SMI_STS
;! expect mem.0x650 == 0x2000
;! expect mem.0x654 == 1
;! expect mem.0x658 == 0
;! expect mem.0x65c == 0
;! expect mem16.0x63e == 0x20
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
INTRD_DET   equ 1 << 0                  ; TCO2_STS

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | TCO_EN | EOS
    cue 1
    wait_io_set TCO2_STS & ~3, INTRD_DET << 16
    keep_io16 TCO2_STS
    keep_io32 SMI_STS
    io_write16 TCO2_CNT, 1 << 3 | 1 << 1
    keep_io32 SMI_STS
    note 1
    smi_enable GBL_SMI_EN
    io_write16 TCO2_CNT, 1 << 3 | 2 << 1
    keep_io32 SMI_STS
    note 2
    smi_enable GBL_SMI_EN | TCO_EN
    note 4
    done

handler:
    note 3
    keep_io32 SMI_STS
    io_write16 TCO2_STS, INTRD_DET
    keep_io16 TCO2_STS
    cue 2
    wait_io_clear TCO2_STS & ~3, INTRD_DET << 16
    keep_io16 TCO2_STS
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
