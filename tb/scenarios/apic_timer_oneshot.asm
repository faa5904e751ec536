;! The timer counts down once at the bus clock over its divisor, interrupts at 0 and stops; writing 0 stops it before.
;! part   p6
;! until  ich9.post == 0xd0    within 10 ms
; 5000 counts of 2 BCLKs are 40000 core clocks: the TSC in the routine, less these
;! expect mem.0x640 <= 1200
; Current count then; interrupts after as long again
;! expect mem.0x644 == 0
;! expect mem.0x648 == 1
; Started with FFFFFFFFh: less than 2000 counts away at once; 0 written: 0, and no interrupt
;! expect mem.0x64c <= 2000
;! expect mem.0x650 == 0
;! expect mem.0x654 == 1
; Initial count reads as written
;! expect mem.0x658 == 5000
;! expect cpu0.ev.intr == 1
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

    begin
    flat
    vector 0x41, routine
    apic_enable
    apic_write APIC_TIMER_DIV, 0
    apic_write APIC_LVT_TIMER, 0x41
    sti
    apic_write APIC_TIMER_INIT, 5000
    rdtsc
    mov esi, eax
.wait:
    cmp byte [0x700], 0
    je .wait
    mov eax, [0x704]
    sub eax, esi
    sub eax, 40000 - 100                ; the first count began some clocks before the TSC was read
    keep
    keep_apic APIC_TIMER_NOW
    settle 48000
    mov eax, [0x700]
    keep
    apic_read APIC_TIMER_INIT
    mov [0x658], eax
    apic_write APIC_TIMER_INIT, 0xffffffff
    apic_read APIC_TIMER_NOW
    not eax
    keep
    apic_write APIC_TIMER_INIT, 0
    keep_apic APIC_TIMER_NOW
    settle
    mov eax, [0x700]
    keep
    done

routine:
    pushad
    rdtsc
    mov [0x704], eax
    inc byte [0x700]
    eoi
    popad
    iret
