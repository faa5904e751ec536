;! An NMI becomes an SMI with NMI2SMI_EN = 1, port 70h bit 7 = 0 and GBL_SMI_EN = 1, else nothing of it: row 24.
;! nmi:  on ev.post#1 +2 us  set board.serr 1 for 300 ns
;! both: on ev.post#2 +2 us  set board.serr 1 for 300 ns
;! mask: on ev.post#3 +2 us  set board.serr 1 for 300 ns
;! off:  on ev.post#4 +2 us  set board.serr 1 for 300 ns
;! until  ich9.post == 0xd0    within 2 ms
; NMI2SMI_EN = 0 gave the one NMI.
;! expect cpu0.ev.nmi == 1
;! expect ev.post#1 before cpu0.ev.nmi
;! expect cpu0.ev.nmi before ev.post#2
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x600 == 0x12345657
; TCO1_STS.NMI2SMI, SMI_STS.TCO_STS. NMI2SMI_EN = 0:
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0
; port 70h bit 7 and GBL_SMI_EN 0 0
;! expect mem.0x648 == 0
;! expect mem.0x64c == 0
; 1 0
;! expect mem.0x650 == 0
;! expect mem.0x654 == 0
; 1 1; the source still stands when 70h bit 7 becomes 0
;! expect mem.0x658 == 0
;! expect mem.0x65c == 0
; 0 1: the handler finds NMI2SMI, which W1C does not clear, only the source does
;! expect mem.0x660 == 1
;! expect mem.0x664 == 0x2000
;! expect mem.0x668 == 1
;! expect mem.0x66c == 0
;! expect mem.0x670 == 0
; the same by NMI_NOW
;! expect mem.0x674 == 1
;! expect mem.0x678 == 0x2000
;! expect mem.0x67c == 1
;! expect mem.0x680 == 0
;! expect mem.0x684 == 0
;! expect mem16.0x63e == 0x48
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

; Waits for SERR# in port 61h.
%macro wait_serr 0
%%wait:
    in al, 0x61
    test al, 0x80
    jz %%wait
%endmacro
%macro clear_serr 0
    mov al, 4
    out 0x61, al
    mov al, 0
    out 0x61, al
%endmacro
%macro keep_both 0
    keep_io16 TCO1_STS
    keep_io32 SMI_STS
%endmacro
; Port 70h bit 7
%macro nmi_mask 1
    mov al, (%1) << 7
    out 0x70, al
%endmacro

    begin
    install handler
    vector 2, nmi
    pm_block
    smi_enable GBL_SMI_EN | TCO_EN | EOS
    nmi_mask 0
    cue 1
.wait_nmi:
    cmp byte [0x608], 1
    jne .wait_nmi

    smi_enable TCO_EN
    io_write16 TCO1_CNT, NMI2SMI_EN
    cue 2
    wait_serr
    keep_both
    clear_serr
    note 2

    nmi_mask 1
    cue 3
    wait_serr
    keep_both
    clear_serr
    note 3

    smi_enable GBL_SMI_EN | TCO_EN
    cue 4
    wait_serr
    keep_both
    note 4
    nmi_mask 0
    note 6
    io_write16 TCO1_CNT, NMI2SMI_EN | NMI_NOW
    note 7
    done

nmi:
    note 1
    keep_both
    clear_serr
    mov byte [0x608], 1
    iret

handler:
    note 5
    keep_both
    io_write16 TCO1_STS, NMI2SMI
    keep_io16 TCO1_STS
    io_read16 TCO1_CNT
    test ax, NMI_NOW
    jz .serr
    out dx, ax
    jmp .cleared
.serr:
    clear_serr
.cleared:
    keep_both
    set_eos
    rsm
handler_end:
