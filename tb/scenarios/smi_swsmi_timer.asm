;! The SW SMI timer raises one SMI, and no other until SWSMI_TMR_EN was 0: row 5 of the source table.
;! slow_clocks /1000
; SWSMI_RATE_SEL 01: 16 ms, here 16 us. SMI# rises again at the second EOS write; the enable is still 1.
;! early: on ev.eos#1 +14 us  master dmi write 0x700 1
;! quiet: on ev.eos#2 +60 us  master dmi write 0x704 1
;! until  ich9.post == 0xd0       within 2 ms
;! expect ev.swsmi_sts == 2
;! expect ev.smi_low == 2
;! expect ev.master#1 before ev.swsmi_sts#1
;! expect ev.swsmi_sts#1 before ev.smi_low#1
;! expect ev.master#2 before ev.swsmi_sts#2
;! expect mem.0x600 == 0x12324
; SMI_STS as the handler found it, and after it wrote 1:
;! expect mem.0x604 == 0x40
;! expect mem.0x608 == 0
; SMI_EN after the first SMI: the enable stays 1.
;! expect mem.0x60c == 0x43
;! expect mem.0x610 == 0x40
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    mov dword [0x608], -1
    pm_block
    cfg_write8 LPC, GEN_PMCON_3, 1 << 6
    cfg_read32 LPC, GEN_PMCON_3
    mov [0x610], eax
    note 1
    smi_enable GBL_SMI_EN | SWSMI_TMR_EN | EOS
    hlt
    note 3
    wait_flag 0x704
    mov dx, SMI_EN
    in eax, dx
    mov [0x60c], eax
    smi_enable GBL_SMI_EN
    smi_enable GBL_SMI_EN | SWSMI_TMR_EN
    hlt
    note 4
    done

handler:
    note 2
    mov dx, SMI_STS
    in eax, dx
    mov [0x604], eax
    mov eax, SWSMI_TMR_STS
    out dx, eax
    in eax, dx
    mov [0x608], eax
    mov word [slot(MAP_HALT)], 0
    set_eos
    rsm
handler_end:
