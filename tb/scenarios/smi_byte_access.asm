;! SMI_EN and SMI_STS take byte writes: EOS alone, APM_STS alone, the other lanes untouched.
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 1
;! expect ich9.smi_en == 0x62023
;! expect ich9.smi_sts == 0
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable 0x62000                  ; TCO_EN, LEGACY_USB2_EN, INTEL_USB2_EN: lanes 1 and 2
    mov al, GBL_SMI_EN | APMC_EN | EOS
    out dx, al
    note 1
    apm_write 1
    note 3
    done

handler:
    note 2
    mov dx, SMI_STS
    mov al, APM_STS
    out dx, al
    mov dx, SMI_EN
    in al, dx
    or al, EOS
    out dx, al
    rsm
handler_end:
