;! SMI# stays low when the cause is cleared, until software sets EOS.
;! go: on cpu0.ev.smm_fetch +20 us master dmi write 0x700 1
;! until  ich9.post == 0x11    within 2 ms
; APM_STS is cleared by now, EOS not yet set:
;! expect ich9.smi_sts == 0
;! expect bus.smi_n == 0
;! until  mem.0x700 == 1       within 2 ms
;! expect bus.smi_n == 0
;! expect ev.smi_high == 0
;! until  cpu0.halted == 1     within 2 ms
;! expect bus.smi_n == 1
;! expect ev.smi_low == 1
;! expect ev.smi_high == 1
;! expect mem.0x600 == 0x1234
; EOS read 0 while SMI# was low and 1 after it was set; the other bits are GBL_SMI_EN and APMC_EN:
;! expect mem.0x604 == 0x21
;! expect mem.0x608 == 0x23
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    note 1
    apm_write 1
    note 4
    done

handler:
    note 2
    mov dx, SMI_STS
    mov eax, APM_STS
    out dx, eax
    mov dx, SMI_EN
    in eax, dx
    mov [0x604], eax
    post 0x11
    wait_flag 0x700
    note 3
    set_eos
    in eax, dx
    mov [0x608], eax
    rsm
handler_end:
