;! With apm_sts_needs_en and without APMC_EN an APM write does not even set APM_STS.
;! param  apm_sts_needs_en 1
;! until  cpu0.halted == 1     within 2 ms
;! expect ich9.smi_sts == 0
;! expect ich9.apm_cnt == 2
;! expect ev.apm_write == 2
; The first write was with APMC_EN and set it, the second, after a clear, was without:
;! expect ev.apm_sts == 1
;! expect mem.0x600 == 0x12
;! expect mem.0x604 == 0x20
;! expect mem.0x608 == 0x100
;! never  ev.smi_low
org 0x8000
%include "lib/smm.inc"

    begin
    pm_block
    smi_enable APMC_EN | EOS
    note 1
    apm_write 1
    mov dx, SMI_STS
    in eax, dx
    mov [0x604], eax
    mov eax, APM_STS
    out dx, eax
    smi_enable EOS
    apm_write 2
    note 2
    mov dx, SMI_STS
    in eax, dx
    or eax, 0x100
    mov [0x608], eax
    done
