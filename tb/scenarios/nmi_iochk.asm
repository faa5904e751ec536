;! IOCHK# in its slot of SERIRQ is an NMI; port 61h shows it, and its bit 3 clears and forbids it.
;! on:  on ev.post#1 +2 us  set board.serirq_lines 0x10000
;! off: on ev.post#2 +2 us  set board.serirq_lines 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.ev.nmi == 1
;! expect ev.post#1 before cpu0.ev.nmi
; Port 61h in the NMI routine; with bit 3 = 1; with bit 3 = 0 again and the line low; when the line is high
;! expect mem.0x640 == 0x40
;! expect mem.0x644 == 0x08
;! expect mem.0x648 == 0x40
;! expect mem.0x64c == 0
;! expect mem16.0x63e == 0x10
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

%macro keep_61 0
    xor eax, eax
    in al, 0x61
    keep
%endmacro

    begin
    vector 2, nmi
    pm_block
    mov al, 0
    out 0x70, al
    cfg_write8 LPC, SERIRQ_CNTL, 0xd0
    cue 1
    wait_flag 0x704
    mov al, 0x80                        ; NMI masked, so that the rest is quiet
    out 0x70, al
    mov al, 0
    out 0x61, al
.again:
    in al, 0x61
    test al, 0x40
    jz .again
    keep_61
    cue 2
    pm_wait 60
    mov al, 8
    out 0x61, al
    mov al, 0
    out 0x61, al
    keep_61
    done

nmi:
    keep_61
    mov al, 8
    out 0x61, al
    keep_61
    mov byte [0x704], 1
    iret
