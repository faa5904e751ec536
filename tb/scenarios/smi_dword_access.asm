;! With pm_byte_access 0 byte writes of SMI_EN and SMI_STS are lost and byte reads give all ones.
;! param  pm_byte_access 0
;! until  cpu0.halted == 1     within 2 ms
;! expect ich9.smi_en == 0x02
;! expect ich9.smi_sts == 0x20
;! expect mem8.0x604 == 0xff
;! expect mem.0x608 == 0x02
;! never  ev.smi_low
org 0x8000
%include "lib/smm.inc"

    begin
    pm_block
    smi_enable EOS
    mov al, GBL_SMI_EN | APMC_EN
    out dx, al
    in al, dx
    mov [0x604], al
    in eax, dx
    mov [0x608], eax
    apm_write 1
    mov dx, SMI_STS
    mov al, APM_STS
    out dx, al
    done
