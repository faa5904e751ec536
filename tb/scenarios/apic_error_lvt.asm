;! An LVT entry with a vector below 10h gives no interrupt but the error "receive illegal vector", and its interrupt.
;! part   p6
;! until  ich9.post == 0xd0    within 5 ms
; Error interrupts, ESR, all of IRR 0 to 1Fh, timer entry: not pending
;! expect mem.0x640 == 1
;! expect mem.0x644 == 0x40
;! expect mem.0x648 == 0
;! expect mem.0x64c == 0x5
; The error entry itself with such a vector, at another error: ESR only
;! expect mem.0x650 == 1
;! expect mem.0x654 == 0x40
;! expect cpu0.ev.intr == 1
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

    begin
    flat
    vector 0x55, error
    apic_enable
    apic_write APIC_LVT_ERROR, 0x55
    apic_write APIC_LVT_TIMER, 0x05
    apic_write APIC_ESR, 0
    sti
    apic_write APIC_TIMER_INIT, 10
    settle
    movzx eax, byte [0x700]
    keep
    keep_errors
    keep_apic APIC_IRR
    keep_apic APIC_LVT_TIMER
    apic_write APIC_LVT_ERROR, 0x0f
    apic_write APIC_TIMER_INIT, 10
    settle
    movzx eax, byte [0x700]
    keep
    keep_errors
    done

error:
    inc byte [0x700]
    eoi
    iret
