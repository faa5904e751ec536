;! Firmware that sets every lock there is, both CPUs in TSEG: what a program writes to what is locked is lost.
;! part   p6
;! cpus   2
;! until  ich9.post == 0xd0    within 5 ms
; Relocated one after the other; an APM write; BIOSWE, which the handler takes back
;! expect cpu0.ev.smm_enter == 3
;! expect cpu1.ev.smm_enter == 3
;! expect cpu0.smbase == 0x03f00000
;! expect cpu1.smbase == 0x03f00800
;! expect mem.0x600 == 0x3
; After a program tried to undo each: as the firmware left it
;! expect mch.smram == 0x1a
;! expect mch.esmramc == 0x39
;! expect mch.tsegmb == 0x03f00000
;! expect mch.tolud == 0x400
;! expect mch.touud == 0x1000
;! expect ich9.smi_en == 0x2003
;! expect ich9.gen_pmcon_1 == 0x210
;! expect ich9.gen_pmcon_lock == 2
;! expect ich9.tco.regs2 == 0x00081000
;! expect ich9.pmbase == 0x501
;! expect ich9.bios_cntl == 2
;! expect ich9.rcba.gcs == 1
;! expect ich9.rcba.buc == 0
;! expect ev.d_lck == 1
;! never  d_open
;! never  smerr
;! never  shutdown
org 0x8000
%define CPUS 2
%define OWN_BASE 0x03f00000
%include "lib/mp.inc"
ACPI_BASE_LOCK equ 1 << 1               ; GEN_PMCON_LOCK
BILD    equ 1 << 0                      ; GCS
BUC     equ RCBA + 0x3414
SET_UP  equ 0x10

bsp:
    rcba_open
    tseg_place
    cfg_write16 MCH, TOUUD, 0x1000      ; no DRAM above 4 GB
    install_high handler, OWN_SMBASE(0) + HANDLER
    install_high handler, OWN_SMBASE(1) + HANDLER
    smram_write G_SMRAME
    esmramc_write T_EN
    start_others
    relocate_all
    pam_write 0, 0x20                   ; the reset vector's shadow: copied, then write-protected
    mov bx, 0xf000
    mov es, bx
    mov eax, [es:0xfff0]
    mov [es:0xfff0], eax
    mov eax, [es:0xfff4]
    mov [es:0xfff4], eax
    xor bx, bx
    mov es, bx
    pam_write 0, 0x10
    pm_block
    smi_enable GBL_SMI_EN | TCO_EN | APMC_EN | EOS
    apm_write 1
    cfg_write8 LPC, BIOS_CNTL, BLE
    mov byte [dword GCS], BILD
    cfg_write8 LPC, GEN_PMCON_LOCK, ACPI_BASE_LOCK
    io_write16 TCO1_CNT, TCO_LOCK
    cfg_write8 LPC, GEN_PMCON_1, SMI_LOCK
    smram_write G_SMRAME | D_LCK
    cue SET_UP

    smram_write G_SMRAME | D_OPEN
    esmramc_write 0
    cfg_write32 MCH, TSEGMB, 0x02000000
    cfg_write16 MCH, TOLUD, 0x0200
    cfg_write16 MCH, TOUUD, 0x1040
    smi_enable EOS
    cfg_write8 LPC, GEN_PMCON_1, 0
    cfg_write8 LPC, GEN_PMCON_LOCK, 0
    io_write16 TCO1_CNT, 0
    cfg_write32 LPC, 0x40, 0x600
    mov byte [dword GCS], 0
    mov byte [dword BUC], 1
    cfg_write8 LPC, BIOS_CNTL, BIOSWE
    note 3
    done

ap:
    rest

; The first CPU serves, the others go back into HLT.
handler:
    apic_id
    test eax, eax
    jnz .out
    cfg_write8 LPC, BIOS_CNTL, 0
    io_write16 TCO1_STS, BIOSWR
    smi_ack
.out:
    rsm
handler_end:
