;! The periodic timer interrupts once in each initial count and does not drift; as one shot again it stops.
;! part   p6
;! until  ich9.post == 0xd0    within 10 ms
; From the first to the ninth interrupt: 8 times 2000 counts of 1 BCLK, 64000 core clocks, to 200 of them
;! expect mem.0x640 >= 63800
;! expect mem.0x640 <= 64200
; One shot: one interrupt more, then none
;! expect mem.0x644 == 10
;! expect mem.0x648 == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

    begin
    flat
    vector 0x41, routine
    apic_enable
    apic_write APIC_TIMER_DIV, 0xb
    apic_write APIC_LVT_TIMER, 0x41 | LVT_PERIODIC
    sti
    apic_write APIC_TIMER_INIT, 2000
.wait:
    cmp byte [0x700], 9
    jb .wait
    apic_write APIC_LVT_TIMER, 0x41
    mov eax, [0x708]
    sub eax, [0x704]
    keep
    settle 24000
    movzx eax, byte [0x700]
    keep
    keep_apic APIC_TIMER_NOW
    done

routine:
    pushad
    rdtsc
    inc byte [0x700]
    cmp byte [0x700], 1
    jne .later
    mov [0x704], eax
.later:
    mov [0x708], eax
    eoi
    popad
    iret
