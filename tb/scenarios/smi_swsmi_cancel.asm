;! SWSMI_TMR_EN cleared before expiry stops the SW SMI timer without an SMI; set again, it counts its whole period.
;! slow_clocks /1000
; The timer is started with EOS, and has 16 us each time.
;! half:  on ev.eos#1 +10 us  master dmi write 0x700 1
;! past:  on ev.eos#1 +40 us  master dmi write 0x704 1
;! near:  on ev.eos#2 +14 us  master dmi write 0x708 1
;! until  ich9.post == 0xd0       within 2 ms
;! expect ev.swsmi_sts == 1
;! expect ev.smi_low == 1
;! expect ev.master#2 before ev.swsmi_sts
;! expect ev.master#3 before ev.swsmi_sts
;! expect mem.0x600 == 0x12345
; SMI_STS long after the time at which it would have expired:
;! expect mem.0x604 == 0x1000
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    cfg_write8 LPC, GEN_PMCON_3, 1 << 6
    note 1
    smi_enable GBL_SMI_EN | SWSMI_TMR_EN | EOS
    wait_flag 0x700
    smi_enable GBL_SMI_EN
    note 2
    wait_flag 0x704
    mov dx, SMI_STS
    in eax, dx
    add eax, 0x1000
    mov [0x604], eax
    note 3
    smi_enable GBL_SMI_EN | SWSMI_TMR_EN | EOS
    hlt
    note 5
    done

handler:
    note 4
    mov dx, SMI_STS
    mov eax, SWSMI_TMR_STS
    out dx, eax
    mov word [slot(MAP_HALT)], 0
    set_eos
    rsm
handler_end:
