;! PM1_TMR counts up; when its bit 22 falls TMROF is set: an SMI by TMROF_EN with SCI_EN = 0, an SCI with 1 (row 17).
;! slow_clocks /20000
; 2^23 counts are 2.3435 s, here 117 us.
;! until  ich9.post == 1       within 2 ms
;! expect pins.sci == 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect pins.sci == 0
;! expect ev.sci == 2
;! expect ev.pm1_sts == 1
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x1234
; Bit 22 when TMROF came: 0, and 1 before; SMI_STS with TMROF_EN = 0
;! expect mem.0x640 == 0x400000
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0
; In the SMI: SMI_STS, PM1_STS; after W1C SMI_STS
;! expect mem.0x64c == 0x100
;! expect mem.0x650 == 1
;! expect mem.0x654 == 0
; SCI_EN = 1: SMI_STS; the counter before and after a write of 0, the smaller first
;! expect mem.0x658 == 0
;! expect mem.0x65c == 1
;! expect mem16.0x63e == 0x20
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
TMROF       equ 1 << 0                  ; PM1_STS, PM1_EN

%macro keep_bit_22 0
    io_read32 PM1_TMR
    and eax, 1 << 22
    keep
%endmacro

    begin
    install handler
    pm_block
    smi_enable GBL_SMI_EN | EOS
    wait_io_set PM1_TMR, 1 << 22
    keep_bit_22
    wait_io_set PM1_STS, TMROF
    keep_bit_22
    keep_io32 SMI_STS
    io_write16 PM1_STS, TMROF
    note 1
    io_write16 PM1_EN, TMROF
    hlt
    note 3
    io_write16 PM1_CNT, SCI_EN
    wait_io_set PM1_STS, TMROF
    keep_io32 SMI_STS
    cue 1
    io_write16 PM1_STS, TMROF
    io_read32 PM1_TMR
    mov ecx, eax
    io_write32 PM1_TMR, 0
    in eax, dx
    cmp eax, ecx
    seta al
    movzx eax, al
    keep
    note 4
    done

handler:
    note 2
    keep_io32 SMI_STS
    keep_io16 PM1_STS
    io_write16 PM1_STS, TMROF
    keep_io32 SMI_STS
    mov word [slot(MAP_HALT)], 0
    set_eos
    rsm
handler_end:
