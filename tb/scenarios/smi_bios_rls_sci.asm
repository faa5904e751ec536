;! BIOS_RLS sets PM1_STS.GBL and so makes an SCI, not an SMI, also with SCI_EN = 0: row 4 of the source table.
;! until  ich9.post == 0x11    within 2 ms
; GBL_EN = 0: no SCI
;! expect pins.sci == 0
;! expect ev.sci == 0
;! until  ich9.post == 0x12    within 2 ms
; GBL_EN = 1, SCI_EN = 0
;! expect pins.sci == 1
;! expect ev.sci == 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect pins.sci == 0
;! expect ev.sci == 4
; Two writes of APM_CNT are all the SMIs there are.
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x600 == 0x12324
; PM1_STS after the first BIOS_RLS, SMI_STS, and SMI_EN: BIOS_RLS reads 0
;! expect mem.0x640 == 0x20
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0x23
; PM1_STS after W1C, and after the second BIOS_RLS
;! expect mem.0x64c == 0
;! expect mem.0x650 == 0x20
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
GBL         equ 1 << 5                  ; PM1_STS, PM1_EN

    begin
    install handler
    smi_setup
    note 1
    apm_write 1
    note 3
    keep_io16 PM1_STS
    keep_io32 SMI_STS
    keep_io32 SMI_EN
    post 0x11
    io_write16 PM1_EN, GBL
    post 0x12
    io_write16 PM1_STS, GBL
    keep_io16 PM1_STS
    apm_write 2
    keep_io16 PM1_STS
    io_write16 PM1_STS, GBL
    note 4
    done

; What a BIOS does to give the global lock back.
handler:
    note 2
    smi_ack
    mov dx, SMI_EN
    in eax, dx
    or al, BIOS_RLS
    out dx, eax
    rsm
handler_end:
