;! SERR# and IOCHK#, enabled or not, their status already set or not, NMI masked or not: port 61h shows what counts.
;! s1: on ev.post#1 +1 us set board.serr 1 for 300 ns
;! s2: on ev.post#2 +1 us set board.serr 1 for 300 ns
;! s3: on ev.post#3 +1 us set board.serr 1 for 300 ns
;! s7: on ev.post#7 +1 us set board.serr 1 for 300 ns
;! s8: on ev.post#8 +1 us set board.serr 1 for 300 ns
;! s9: on ev.post#9 +1 us set board.serr 1 for 300 ns
;! i4: on ev.post#4 +1 us set board.serirq_lines 0x10000 for 6 us
;! i5: on ev.post#5 +1 us set board.serirq_lines 0x10000 for 6 us
;! i6: on ev.post#6 +1 us set board.serirq_lines 0x10000 for 6 us
;! i10: on ev.post#10 +1 us set board.serirq_lines 0x10000 for 6 us
;! i11: on ev.post#11 +1 us set board.serirq_lines 0x10000 for 6 us
;! i12: on ev.post#12 +1 us set board.serirq_lines 0x10000 for 6 us
;! until  ich9.post == 0xd0    within 4 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 27
;! expect mem.0x614 == 0
; One NMI for each status that comes while NMI is not masked, and one when the mask goes while one stands
;! expect cpu0.ev.nmi == 3
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

%macro same_61 1
    in al, 0x61
    movzx eax, al
    same %1
%endmacro
%macro port_61 1
    mov al, %1
    out 0x61, al
%endmacro
%macro mask 1
    mov al, (%1) << 7
    out 0x70, al
    in al, 0x74
    movzx eax, al
    same (%1) << 7
%endmacro
; source wait, disable, status, cues: off; on; on and set; kept by a write that leaves it on; cleared
%macro source 5
    port_61 %2
    port_61 %2
    cue %4
    pm_wait %1
    same_61 %2
    port_61 0
    same_61 0
    cue %4 + 1
    pm_wait %1
    same_61 %3
    cue %4 + 2
    pm_wait %1
    port_61 0
    same_61 %3
    %5
    port_61 %2
    port_61 0
    same_61 0
%endmacro
%macro nothing 0
%endmacro
; With a source that stands: the mask is written as it was, goes, and comes again.
%macro unmask 0
    mask 1
    mask 0
    mask 0
    mask 1
%endmacro

    begin
    vector 2, nmi
    pm_block
    cfg_write8 LPC, SERIRQ_CNTL, 0xd0
    mask 1
    source 12, 4, 0x80, 1, nothing
    source 50, 8, 0x40, 4, unmask
    mask 0
    mask 0
    source 12, 4, 0x80, 7, nothing
    source 50, 8, 0x40, 10, nothing
    done

nmi:
    iret
