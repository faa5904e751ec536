;! A SERR message from the MCH sets DMISERR and is an NMI, not an SMI; with NMI2SMI_EN it is an SMI (rows 23, 24).
;! one: on ev.post#1 +2 us  set board.dmi_serr 1 for 300 ns
;! two: on ev.post#2 +2 us  set board.dmi_serr 1 for 300 ns
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.ev.nmi == 1
;! expect cpu0.ev.nmi before ev.smi_low
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x1234
; In the NMI routine: TCO1_STS, SMI_STS
;! expect mem.0x640 == 0x1000
;! expect mem.0x644 == 0
; In the SMI: TCO1_STS; SMI_STS after the NMI's source was cleared; TCO1_STS after W1C of DMISERR
;! expect mem.0x648 == 0x1001
;! expect mem.0x64c == 0
;! expect mem.0x650 == 0
;! expect mem16.0x63e == 0x14
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
DMISERR     equ 1 << 12                 ; TCO1_STS

%macro clear_serr 0
    mov al, 4
    out 0x61, al
    mov al, 0
    out 0x61, al
%endmacro

    begin
    install handler
    vector 2, nmi
    pm_block
    smi_enable GBL_SMI_EN | TCO_EN | EOS
    mov al, 0
    out 0x70, al
    cue 1
    wait_flag 0x704
    note 2
    io_write16 TCO1_CNT, NMI2SMI_EN
    cue 2
    wait_smis 1
    note 4
    done

nmi:
    note 1
    keep_io16 TCO1_STS
    keep_io32 SMI_STS
    clear_serr
    io_write16 TCO1_STS, DMISERR
    mov byte [0x704], 1
    iret

handler:
    note 3
    keep_io16 TCO1_STS
    clear_serr
    keep_io32 SMI_STS
    io_write16 TCO1_STS, DMISERR
    keep_io16 TCO1_STS
    count_smi
    set_eos
    rsm
handler_end:
