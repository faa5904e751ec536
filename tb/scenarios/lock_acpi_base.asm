;! ACPI_BASE_LOCK freezes PMBASE, not ACPI_EN, cannot be cleared, and is 0 again after a reset by CF9h.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.plat_reset == 1
;! expect cpu0.ev.reset == 2
;! expect mem.0x600 == 0x12
; PMBASE after 600h was written: unlocked, then locked (500h before both)
;! expect mem.0x640 == 0x601
;! expect mem.0x644 == 0x501
; GEN_PMCON_LOCK after 0 was written; SMI_EN at 530h; with ACPI_EN = 0 there is nothing
;! expect mem.0x648 == 2
;! expect mem.0x64c == 1
;! expect mem.0x650 == 0xffffffff
; After the reset: PMBASE, GEN_PMCON_LOCK, PMBASE after 600h was written
;! expect mem.0x654 == 1
;! expect mem.0x658 == 0
;! expect mem.0x65c == 0x601
;! expect mem16.0x63e == 0x20
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
ACPI_BASE_LOCK equ 1 << 1               ; GEN_PMCON_LOCK

%macro keep_pmbase 0
    cfg_read32 LPC, 0x40
    keep
%endmacro
%macro keep_lock 0
    cfg_read8 LPC, GEN_PMCON_LOCK
    movzx eax, al
    keep
%endmacro

    begin
    cmp dword [0x600], 0
    jne second_life
    cfg_write32 LPC, 0x40, 0x600
    keep_pmbase
    pm_block
    cfg_write8 LPC, GEN_PMCON_LOCK, ACPI_BASE_LOCK
    cfg_write32 LPC, 0x40, 0x600
    keep_pmbase
    cfg_write8 LPC, GEN_PMCON_LOCK, 0
    keep_lock
    smi_enable GBL_SMI_EN
    keep_io32 SMI_EN
    cfg_write8 LPC, ACPI_CNTL, 0
    keep_io32 SMI_EN
    note 1
    cf9_reset

second_life:
    keep_pmbase
    keep_lock
    cfg_write32 LPC, 0x40, 0x600
    keep_pmbase
    note 2
    done
