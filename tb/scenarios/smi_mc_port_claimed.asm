;! While MCSMI_EN is 1 accesses to 62h and 66h do not reach the controller on LPC; while it is 0 they do: row 8.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x600 == 0x12343
; MCSMI_EN = 0: the controller's status when it has taken a byte; the byte; the status when it was read
;! expect mem.0x640 == 1
;! expect mem.0x644 == 0x5a
;! expect mem.0x648 == 0
; MCSMI_EN = 1: what was read of 62h
;! expect mem.0x64c == 0xff
; MCSMI_EN = 0 again: the status; nothing came in the meantime
;! expect mem.0x650 == 0
;! expect mem16.0x63e == 0x14
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

%macro keep_byte 1
    xor eax, eax
    in al, %1
    keep
%endmacro

    begin
    install handler
    pm_block
    cfg_write16 LPC, LPC_EN, 1 << 11
    smi_enable GBL_SMI_EN | EOS
    mov al, 0x5a
    out 0x62, al
.taken:
    in al, 0x66
    test al, 1
    jz .taken
    keep_byte 0x66
    keep_byte 0x62
    keep_byte 0x66
    note 1
    smi_enable GBL_SMI_EN | MCSMI_EN
    mov al, 0xa5
    note 2
    out 0x62, al
    note 4
    keep_byte 0x62
    smi_enable GBL_SMI_EN
    keep_byte 0x66
    done

handler:
    note 3
    io_write32 SMI_STS, MCSMI_STS
    set_eos
    rsm
handler_end:
