;! A handler that reloads the TCO timer keeps a hung machine from its reset; with TCO_EN cleared it comes.
;! slow_clocks /50000
; A period is 48 us. The program sleeps until the handler has had three SMIs, and then clears TCO_EN.
;! until  ev.plat_reset == 1   within 2 ms
;! expect ev.smi_low == 3
;! expect mem8.0x60c == 3
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.plat_reset == 1
;! expect ev.smi_low == 3
; TCO2_STS in the second life
;! expect mem.0x640 == 6
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    pm_block
    cmp byte [SMIS], 0
    jne .second_life
    install handler
    smi_enable GBL_SMI_EN | TCO_EN | EOS
    io_write16 TCO_RLD, 1
.wait:
    hlt
    cmp byte [SMIS], 3
    jb .wait
    smi_enable GBL_SMI_EN
.hung:
    jmp .hung
.second_life:
    keep_io16 TCO2_STS
    done

handler:
    count_smi
    io_write16 TCO_RLD, 1
    io_write16 TCO1_STS, TIMEOUT
    mov word [slot(MAP_HALT)], 0
    set_eos
    rsm
handler_end:
