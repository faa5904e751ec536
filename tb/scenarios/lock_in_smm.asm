;! Each lock acts in SMM as outside: what the handler locks stays as it was, for the program and for the next handler.
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.ev.smm_enter == 2
; Comparisons, and the first that failed
;! expect mem.0x610 == 37
;! expect mem.0x614 == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
LOCKS       equ 6                       ; GEN_PMCON_LOCK: SLP_STR_POL_LOCK, ACPI_BASE_LOCK

; function, register, written, read back
%macro cfg8 4
    cfg_write8 %1, %2, %3
    in al, dx
    movzx eax, al
    same %4
%endmacro
%macro cfg16 4
    cfg_write16 %1, %2, %3
    in ax, dx
    movzx eax, ax
    same %4
%endmacro
%macro cfg32 4
    cfg_write32 %1, %2, %3
    in eax, dx
    same %4
%endmacro

; Everything locked is written with another value, the locks with 0 and 1.
%macro try_all 0
    cfg32 LPC, 0x40, 0x600, PMBASE | 1
    cfg32 LPC, 0x40, PMBASE, PMBASE | 1
    cfg8 LPC, GEN_PMCON_LOCK, 0, LOCKS
    cfg8 LPC, GEN_PMCON_LOCK, LOCKS, LOCKS
    cfg8 MCH, SMRAM, D_OPEN, G_SMRAME | D_LCK | 2
    cfg8 MCH, SMRAM, D_OPEN | D_LCK, G_SMRAME | D_LCK | 2
    cfg8 MCH, ESMRAMC, 0x80, 0x38
    cfg32 MCH, TSEGMB, 0x02000000, TSEG
    cfg16 MCH, TOLUD, 0x0200, 0x0400
    cfg_read8 LPC, GEN_PMCON_1
    and eax, SMI_LOCK
    same SMI_LOCK
    cfg_write8 LPC, GEN_PMCON_1, 0
    in al, dx
    and eax, SMI_LOCK
    same SMI_LOCK
    cfg8 LPC, BIOS_CNTL, 0, BLE
%endmacro

    begin
    install handler
    tseg_place
    pm_block
    cfg8 LPC, GEN_PMCON_LOCK, 0, 0
    cfg32 LPC, 0x40, PMBASE, PMBASE | 1
    smi_enable GBL_SMI_EN | APMC_EN | EOS
    apm_write 1
    try_all
    apm_write 2
    done

handler:
    cmp byte [0x708], 0
    jne near .locked
    inc byte [0x708]
    cfg8 MCH, ESMRAMC, 0x38, 0x38
    cfg32 MCH, TSEGMB, TSEG, TSEG
    cfg16 MCH, TOLUD, 0x0400, 0x0400
    cfg8 MCH, SMRAM, G_SMRAME, G_SMRAME | 2
    cfg8 LPC, BIOS_CNTL, 0, 0
    cfg8 LPC, BIOS_CNTL, BIOSWE, BIOSWE
    cfg8 LPC, BIOS_CNTL, 0, 0
    cfg8 LPC, BIOS_CNTL, BLE, BLE
    cfg8 LPC, GEN_PMCON_LOCK, 0, 0
    cfg8 LPC, GEN_PMCON_LOCK, LOCKS, LOCKS
    cfg_write8 LPC, GEN_PMCON_1, SMI_LOCK
    cfg8 MCH, SMRAM, G_SMRAME | D_LCK, G_SMRAME | D_LCK | 2
    jmp near .out
.locked:
    try_all
.out:
    smi_ack
    rsm
handler_end:
