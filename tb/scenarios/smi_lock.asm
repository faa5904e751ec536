;! SMI_LOCK freezes GBL_SMI_EN: clearing it has no effect, the other bits still change, SMIs still come.
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.smi_lock == 1
;! expect ich9.smi_lock == 1
;! expect ich9.smi_en == 0x23
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x123
; SMI_EN after a write of 0, GEN_PMCON_1 after SMI_LOCK was written with 0:
;! expect mem.0x604 == 0x03
;! expect mem16.0x608 == 0x210
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    cfg_write8 LPC, GEN_PMCON_1, SMI_LOCK
    smi_enable 0
    in eax, dx
    mov [0x604], eax
    cfg_write8 LPC, GEN_PMCON_1, 0
    cfg_read16 LPC, GEN_PMCON_1
    mov [0x608], ax
    smi_enable APMC_EN | EOS
    note 1
    apm_write 1
    note 3
    done

handler:
    note 2
    smi_ack
    rsm
handler_end:
