;! With smi_en_eos_reset SMI_EN reads 2 after reset: the first SMI needs no EOS write even with first_smi_without_eos 0.
;! param  smi_en_eos_reset 1
;! param  first_smi_without_eos 0
;! until  ich9.post == 0x11    within 2 ms
; SMI_EN before and after the enables are written, EOS as 0
;! expect mem.0x604 == 0x02
;! expect mem.0x608 == 0x23
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
; The pull cleared EOS and nobody set it: SMI# stays low
;! expect mem.0x60c == 0x21
;! expect bus.smi_n == 0
;! until  cpu0.halted == 1     within 2 ms
;! expect bus.smi_n == 1
;! expect cpu0.ev.smm_enter == 1
;! expect ich9.smi_en == 0x23
;! expect mem.0x600 == 0x1234
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    mov dx, SMI_EN
    in eax, dx
    mov [0x604], eax
    smi_enable GBL_SMI_EN | APMC_EN
    in eax, dx
    mov [0x608], eax
    note 1
    apm_write 1
    note 3
    post 0x11
    set_eos
    note 4
    done

handler:
    note 2
    mov dx, SMI_EN
    in eax, dx
    mov [0x60c], eax
    mov dx, SMI_STS
    mov eax, APM_STS
    out dx, eax
    rsm
handler_end:
