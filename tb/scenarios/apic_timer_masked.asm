;! A masked timer counts and interrupts nobody, also not when it is unmasked later; a periodic one goes on all the time.
;! part   p6
;! until  ich9.post == 0xd0    within 10 ms
; Count in between, at the end; interrupts then, after unmasking, after the second start
;! expect mem.0x640 != 0
;! expect mem.0x640 <= 2000
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0
;! expect mem.0x64c == 0
;! expect mem.0x650 == 1
; Periodic and masked for about four periods: the count runs, interrupts as before; unmasked: at least one
;! expect mem.0x654 != 0
;! expect mem.0x658 == 1
;! expect mem.0x65c >= 2
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

%macro keep_count 0
    movzx eax, byte [0x700]
    keep
%endmacro

    begin
    flat
    vector 0x41, routine
    apic_enable
    apic_write APIC_TIMER_DIV, 0xb
    apic_write APIC_LVT_TIMER, 0x41 | LVT_MASK
    sti
    apic_write APIC_TIMER_INIT, 2000
    keep_apic APIC_TIMER_NOW
    settle 9000
    keep_apic APIC_TIMER_NOW
    keep_count
    apic_write APIC_LVT_TIMER, 0x41
    settle
    keep_count
    apic_write APIC_TIMER_INIT, 500
    settle
    keep_count
    apic_write APIC_LVT_TIMER, 0x41 | LVT_MASK | LVT_PERIODIC
    apic_write APIC_TIMER_INIT, 1000
    settle 16000
    apic_read APIC_TIMER_NOW
    keep
    keep_count
    apic_write APIC_LVT_TIMER, 0x41 | LVT_PERIODIC
    settle
    keep_count
    done

routine:
    inc byte [0x700]
    eoi
    iret
