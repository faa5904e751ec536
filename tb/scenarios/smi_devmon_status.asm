;! DEVACT_STS shows each PIRQ and the use of 60h and 64h, and can be cleared once the wire is quiet.
;! a1: on ev.post#1 +1 us set board.pirq 0x0f for 500 ns
;! e1: on ev.post#2 +1 us set board.pirq 0xf0 for 500 ns
;! a2: on ev.post#3 +1 us set board.pirq 0x0f for 500 ns
;! e2: on ev.post#4 +1 us set board.pirq 0xf0 for 500 ns
;! up: on ev.post#5 +1 us set board.pirq 0x81 for 6 us
;! ot: on ev.post#6 +1 us set board.pirq 0x42 for 6 us
;! until  ich9.post == 0xd0    within 2 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 15
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
DEVACT_STS  equ PMBASE + 0x44
PIRQS       equ 0x3c0
KBC         equ 0x1000

%macro same_sts 1
    io_read16 DEVACT_STS
    movzx eax, ax
    same %1
%endmacro
%macro clear_sts 1
    io_write16 DEVACT_STS, 0xffff
    same_sts %1
%endmacro
%macro pulse 1
    cue %1
    pm_wait 10
    same_sts PIRQS
%endmacro

    begin
    pm_block
    clear_sts 0
    pulse 1
    clear_sts 0
    pulse 2
    pulse 3
    pulse 4
    clear_sts 0
    cue 5
    pm_wait 8
    clear_sts 0x240                     ; A and H stand
    pm_wait 20
    clear_sts 0
    cue 6
    pm_wait 8
    clear_sts 0x180                     ; B and G
    pm_wait 20
    clear_sts 0
    in al, 0x60
    same_sts KBC
    in al, 0x64
    same_sts KBC
    in al, 0x62
    same_sts KBC
    clear_sts 0
    done
