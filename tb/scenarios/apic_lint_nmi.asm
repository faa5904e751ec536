;! LVT LINT1 in mode NMI: each rise of the pin is one NMI, IF and TPR do not matter; masked none. The pin of each CPU is its own.
;! part   p6
;! cpus   2
;! masked: on ev.post#1 +1 us  set board.lint1 1 for 2 us
;! one:    on ev.post#2 +1 us  set board.lint1 1 for 20 us
;! two:    on ev.post#3 +30 us set board.lint1 1 for 1 us
;! other:  on ev.post#4 +1 us  set board.lint1 2 for 1 us
;! until  ich9.post == 0xd0    within 5 ms
; NMIs of CPU 0 after each pulse
;! expect mem.0x640 == 0
;! expect mem.0x644 == 1
;! expect mem.0x648 == 2
;! expect mem.0x64c == 2
;! expect cpu0.ev.nmi == 2
;! expect cpu1.ev.nmi == 1
;! never  intr
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"
%include "lib/apic_test.inc"

%macro pulse 2
    cue %1
    settle %2
    movzx eax, byte [0x700]
    keep
%endmacro

bsp:
    vector 2, nmi
    start_others
    wait_dword 0x710, 1
    apic_write APIC_TPR, 0xff
    apic_write APIC_LVT_LINT1, LVT_NMI | LVT_MASK
    pulse 1, 4000
    apic_write APIC_LVT_LINT1, LVT_NMI
    pulse 2, 4000                       ; the pin is still up
    pulse 3, 14000
    pulse 4, 4000
    done

ap:
    apic_write APIC_LVT_LINT1, LVT_NMI
    mov dword [0x710], 1
    rest

nmi:
    push eax
    apic_id
    inc byte [0x700 + eax]
    pop eax
    iret

handler:
    rsm
handler_end:
