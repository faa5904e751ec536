;! Each access to 62h or 66h is an SMI while MCSMI_EN is 1, none to 64h is: row 8 of the source table.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.mc_sts == 4
;! expect ev.smi_low == 3
;! expect cpu0.ev.smm_enter == 3
;! expect ich9.smi_sts == 0
;! expect mem.0x600 == 0x12324252
;! expect mem8.0x60c == 3
; SMI_STS after an access with MCSMI_EN = 0:
;! expect mem.0x640 == 0
; with MCSMI_EN = 1 but GBL_SMI_EN = 0; after W1C
;! expect mem.0x644 == 0x800
;! expect mem.0x648 == 0
; as the handler found it at OUT 66h, and after W1C
;! expect mem.0x64c == 0x800
;! expect mem.0x650 == 0
; at IN 62h
;! expect mem.0x654 == 0x800
;! expect mem.0x658 == 0
; at a word to 61h, which reaches 62h
;! expect mem.0x65c == 0x800
;! expect mem.0x660 == 0
; after accesses to 64h
;! expect mem.0x664 == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | EOS
    out 0x66, al
    in al, 0x62
    keep_io32 SMI_STS
    note 1
    smi_enable MCSMI_EN | EOS
    in al, 0x62
    keep_io32 SMI_STS
    io_write32 SMI_STS, MCSMI_STS
    keep_io32 SMI_STS
    note 2
    smi_enable GBL_SMI_EN | MCSMI_EN | EOS
    note 3
    out 0x66, al
    note 4
    in al, 0x62
    note 5
    mov ax, 0x0c
    out 0x61, ax
    out 0x64, al
    in al, 0x64
    keep_io32 SMI_STS
    done

handler:
    note 2
    count_smi
    keep_io32 SMI_STS
    io_write32 SMI_STS, MCSMI_STS
    keep_io32 SMI_STS
    set_eos
    rsm
handler_end:
