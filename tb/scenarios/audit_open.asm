;! Firmware that locks nothing: SMRAM, SMIs, PMBASE, flash and top swap are what a program makes of them.
;! part   p6
;! cpus   2
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x123
; Set up, then each changed by a program outside SMM: SMRAM opened and written, TSEG moved, SMIs off
;! expect ev.d_open == 1
;! expect mem.0xa8000 == 0x90909090
;! expect mch.smram == 0x4a
;! expect mch.tsegmb == 0x02000000
;! expect ich9.smi_en == 2
;! expect ich9.gen_pmcon_1 == 0x200
;! expect ich9.gen_pmcon_lock == 0
;! expect ich9.tco.regs2 == 0x00080000
;! expect ich9.pmbase == 0x601
;! expect ich9.bios_cntl == 0x11
;! expect ich9.rcba.gcs == 0
;! expect ich9.rcba.buc == 1
; Nobody has been relocated
;! expect cpu0.smbase == 0x30000
;! expect cpu1.smbase == 0x30000
;! never  d_lck
;! never  smi_lock
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
BUC     equ RCBA + 0x3414
SET_UP  equ 0x10

    begin
    flat
    rcba_open
    tseg_place
    cfg_write16 MCH, TOUUD, 0x1040
    install handler
    pm_block
    smi_enable GBL_SMI_EN | TCO_EN | APMC_EN | EOS
    smram_write G_SMRAME
    esmramc_write T_EN
    pam_write 0, 0x30
    note 1
    apm_write 1
    note 3
    cue SET_UP

    smram_write G_SMRAME | D_OPEN
    mov dword [dword 0xa8000], 0x90909090
    cfg_write32 MCH, TSEGMB, 0x02000000
    smi_enable 0
    cfg_write32 LPC, 0x40, 0x600
    cfg_write8 LPC, BIOS_CNTL, BIOSWE
    mov byte [dword BUC], 1
    done

handler:
    note 2
    smi_ack
    rsm
handler_end:
