;! A write of TCO_DAT_IN is an SMI by TCO_EN; the handler's answer in TCO_DAT_OUT sets TCO_INT and is none: row 22.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.tco_sts == 2
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x600 == 0x123245
; With TCO_EN = 0: TCO1_STS, SMI_STS
;! expect mem.0x640 == 2
;! expect mem.0x644 == 0x2000
; The handler when TCO_EN became 1: the byte; SMI_STS before and after W1C of SW_TCO_SMI; TCO1_STS with its answer
;! expect mem.0x648 == 0x5a
;! expect mem.0x64c == 0x2000
;! expect mem.0x650 == 0
;! expect mem.0x654 == 4
; The handler at the second write
;! expect mem.0x658 == 0x33
;! expect mem.0x65c == 0x2000
;! expect mem.0x660 == 0
;! expect mem.0x664 == 4
; The program: the answer; TCO1_STS after W1C of TCO_INT
;! expect mem.0x668 == 0xcc
;! expect mem.0x66c == 0
;! expect mem16.0x63e == 0x30
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | EOS
    io_write8 TCO_DAT_IN, 0x5a
    keep_io16 TCO1_STS
    keep_io32 SMI_STS
    note 1
    smi_enable GBL_SMI_EN | TCO_EN
    note 3
    io_write8 TCO_DAT_IN, 0x33
    note 4
    xor eax, eax
    io_read8 TCO_DAT_OUT
    keep
    io_write16 TCO1_STS, TCO_INT
    keep_io16 TCO1_STS
    note 5
    done

handler:
    note 2
    xor eax, eax
    io_read8 TCO_DAT_IN
    mov cl, al
    keep
    keep_io32 SMI_STS
    io_write16 TCO1_STS, SW_TCO_SMI
    keep_io32 SMI_STS
    not cl
    io_write8 TCO_DAT_OUT, cl
    keep_io16 TCO1_STS
    set_eos
    rsm
handler_end:
