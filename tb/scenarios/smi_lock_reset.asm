;! SMI_LOCK outlives INIT# but not a reset by CF9h: then GBL_SMI_EN can be cleared, set and locked again.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_lock == 2
;! expect ev.plat_reset == 1
;! expect cpu0.ev.init == 1
;! expect cpu0.ev.reset == 2
;! expect ich9.smi_lock == 1
;! expect mem.0x600 == 0x123
; SMI_EN after 0 was written: locked; after INIT#; after the reset: as it is, after 1 and after 0 was written
;! expect mem.0x640 == 1
;! expect mem.0x644 == 1
;! expect mem.0x648 == 0
;! expect mem.0x64c == 1
;! expect mem.0x650 == 0
; locked with GBL_SMI_EN = 0, after 1 was written
;! expect mem.0x654 == 0
;! expect mem16.0x63e == 0x18
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    cmp dword [0x600], 1
    je after_init
    ja after_reset
    note 1
    pm_block
    smi_enable GBL_SMI_EN
    cfg_write8 LPC, GEN_PMCON_1, SMI_LOCK
    smi_enable 0
    keep_io32 SMI_EN
    mov dx, 0xcf9
    mov al, 4
    out dx, al
    jmp $

after_init:
    note 2
    smi_enable 0
    keep_io32 SMI_EN
    mov dx, 0xcf9
    mov al, 0
    out dx, al
    cf9_reset

after_reset:
    note 3
    pm_block
    keep_io32 SMI_EN
    smi_enable GBL_SMI_EN
    keep_io32 SMI_EN
    smi_enable 0
    keep_io32 SMI_EN
    cfg_write8 LPC, GEN_PMCON_1, SMI_LOCK
    smi_enable GBL_SMI_EN
    keep_io32 SMI_EN
    done
