;! The periodic timer raises an SMI after each period until PERIODIC_EN is cleared: row 6 of the source table.
;! slow_clocks /50000
; PER_SMI_SEL 11: 8 s, here 160 us.
;! second: on ev.periodic_sts#1 +155 us  master dmi write 0x700 1
;! third:  on ev.periodic_sts#2 +155 us  master dmi write 0x704 1
;! late:   on ev.periodic_sts#3 +400 us  master dmi write 0x708 1
;! until  ich9.post == 0xd0       within 4 ms
;! expect ev.periodic_sts == 3
;! expect ev.smi_low == 3
;! expect ev.master#1 before ev.periodic_sts#2
;! expect ev.master#2 before ev.periodic_sts#3
;! expect mem8.0x60c == 3
; SMI_STS as the handler found it and after it wrote 1:
;! expect mem.0x604 == 0x4000
;! expect mem.0x608 == 0
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    mov dword [0x608], -1
    pm_block
    cfg_write8 LPC, GEN_PMCON_1, 3
    smi_enable GBL_SMI_EN | PERIODIC_EN | EOS
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
    in eax, dx
    mov [0x604], eax
    mov eax, PERIODIC_STS
    out dx, eax
    in eax, dx
    mov [0x608], eax
    mov word [slot(MAP_HALT)], 0
    set_eos
    rsm
handler_end:
