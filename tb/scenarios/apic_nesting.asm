;! A vector of a higher class interrupts a routine, one of the same or a lower class waits for its EOI; EOI ends the highest.
;! part   p6
;! until  ich9.post == 0xd0    within 5 ms
; 61h begins, 71h comes and goes inside it, 61h goes on; then 6Fh, of the same class, and 51h
;! expect mem.0x600 == 0x123456
; ISR of 60h to 7Fh: in 71h, after its EOI, after that of 61h; IRR of 60h to 7Fh in 71h
;! expect mem.0x640 == 0x20002
;! expect mem.0x644 == 0x8000
;! expect mem.0x648 == 2
;! expect mem.0x64c == 0
;! expect cpu0.ev.intr == 4
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

    begin
    flat
    vector 0x51, lowest
    vector 0x61, first
    vector 0x6f, same
    vector 0x71, highest
    apic_enable
    ipi ICR_SELF | 0x61
    sti
    wait_flag 0x700
    done

first:
    note 1
    pushad
    sti
    ipi ICR_SELF | 0x51
    ipi ICR_SELF | 0x6f
    ipi ICR_SELF | 0x71
    settle
    note 4
    cli
    keep_apic APIC_ISR + 0x30
    eoi
    keep_apic APIC_ISR + 0x30
    popad
    iret
highest:
    note 2
    pushad
    keep_apic APIC_ISR + 0x30
    keep_apic APIC_IRR + 0x30
    eoi
    note 3
    popad
    iret
same:
    note 5
    eoi
    iret
lowest:
    note 6
    mov byte [0x700], 1
    eoi
    iret
