;! SWSMI_RATE_SEL acts when SWSMI_TMR_EN goes from 0 to 1, not while the SW SMI timer runs.
;! slow_clocks /1000
; Started at 16 us, then 64 us is written; the next start takes it. EOS writes: start, handler, start.
;! first: on ev.eos#1 +24 us  master dmi write 0x700 1
;! next:  on ev.eos#3 +60 us  master dmi write 0x704 1
;! until  ich9.post == 0xd0       within 2 ms
;! expect ev.smi_low == 2
;! expect ev.swsmi_sts#1 before ev.master#1
;! expect ev.master#2 before ev.swsmi_sts#2
;! expect mem.0x600 == 0x12324
;! expect mem.0x604 == 0xc0
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    cfg_write8 LPC, GEN_PMCON_3, 1 << 6
    note 1
    smi_enable GBL_SMI_EN | SWSMI_TMR_EN | EOS
    cfg_write8 LPC, GEN_PMCON_3, 3 << 6
    cfg_read32 LPC, GEN_PMCON_3
    mov [0x604], eax
    hlt
    note 3
    wait_flag 0x700
    smi_enable GBL_SMI_EN
    smi_enable GBL_SMI_EN | SWSMI_TMR_EN | EOS
    hlt
    note 4
    done

handler:
    note 2
    mov dx, SMI_STS
    mov eax, SWSMI_TMR_STS
    out dx, eax
    mov word [slot(MAP_HALT)], 0
    set_eos
    rsm
handler_end:
