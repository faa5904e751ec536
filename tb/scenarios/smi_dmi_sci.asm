;! An SCI message from the MCH sets DMISCI and so TCOSCI: an SCI with SCI_EN = 1, else an SMI (rows 17, 23).
;! one: on ev.post#1 +2 us  set board.dmi_sci 1 for 300 ns
;! two: on ev.post#3 +2 us  set board.dmi_sci 1 for 300 ns
;! until  ich9.post == 2       within 2 ms
;! expect pins.sci == 0
;! expect ev.smi_low == 1
;! until  ich9.post == 4       within 2 ms
;! expect pins.sci == 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect pins.sci == 0
;! expect ev.sci == 2
;! expect ev.tco_sts == 0
;! expect ev.gpe0_sts == 1
;! expect ev.smi_low == 1
;! expect mem.0x600 == 0x1234
; SMI: SMI_STS shows GPE0_STS alone, GPE0_STS TCOSCI; W1C there has no effect until DMISCI is cleared
;! expect mem.0x640 == 0x200
;! expect mem.0x644 == 0x40
;! expect mem.0x648 == 0x40
;! expect mem.0x64c == 0
;! expect mem.0x650 == 0
; SCI: SMI_STS, TCO1_STS
;! expect mem.0x654 == 0
;! expect mem.0x658 == 0x200
;! expect mem16.0x63e == 0x1c
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
TCOSCI      equ 1 << 6                  ; GPE0_STS, GPE0_EN
DMISCI      equ 1 << 9                  ; TCO1_STS

    begin
    install handler
    pm_block
    io_write32 GPE0_EN, TCOSCI
    note 1
    smi_enable GBL_SMI_EN | TCO_EN | EOS
    cue 1
    wait_smis 1
    note 3
    cue 2
    io_write16 PM1_CNT, SCI_EN
    cue 3
    wait_io_set GPE0_STS, TCOSCI
    keep_io32 SMI_STS
    keep_io32 TCO1_STS
    cue 4
    io_write16 TCO1_STS, DMISCI
    io_write32 GPE0_STS, TCOSCI
    note 4
    done

handler:
    note 2
    keep_io32 SMI_STS
    keep_io32 GPE0_STS
    io_write32 GPE0_STS, TCOSCI
    keep_io32 GPE0_STS
    io_write16 TCO1_STS, DMISCI
    io_write32 GPE0_STS, TCOSCI
    keep_io32 GPE0_STS
    keep_io32 SMI_STS
    set_eos
    count_smi
    rsm
handler_end:
