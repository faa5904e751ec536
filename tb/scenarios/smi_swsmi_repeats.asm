;! With swsmi_repeats the SW SMI timer runs again after each SMI while SWSMI_TMR_EN stays 1, at the latched rate.
;! slow_clocks /1000
;! param swsmi_repeats 1
; 32 us; the rate written in between (1.5 us) does not act.
;! second: on ev.swsmi_sts#1 +30 us  master dmi write 0x700 1
;! third:  on ev.swsmi_sts#2 +30 us  master dmi write 0x704 1
;! late:   on ev.swsmi_sts#3 +80 us  master dmi write 0x708 1
;! until  ich9.post == 0xd0       within 2 ms
;! expect ev.swsmi_sts == 3
;! expect ev.smi_low == 3
;! expect ev.master#1 before ev.swsmi_sts#2
;! expect ev.master#2 before ev.swsmi_sts#3
;! expect mem8.0x60c == 3
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    cfg_write8 LPC, GEN_PMCON_3, 2 << 6
    smi_enable GBL_SMI_EN | SWSMI_TMR_EN | EOS
    cfg_write8 LPC, GEN_PMCON_3, 0
.wait:
    hlt
    cmp byte [0x60c], 3
    jb .wait
    smi_enable GBL_SMI_EN | EOS
    wait_flag 0x708
    done

handler:
    inc byte [0x60c]
    mov dx, SMI_STS
    mov eax, SWSMI_TMR_STS
    out dx, eax
    mov word [slot(MAP_HALT)], 0
    set_eos
    rsm
handler_end:
