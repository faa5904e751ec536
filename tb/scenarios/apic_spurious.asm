;! An INTR that is gone when the core acknowledges it gives the spurious vector of SVR, which is in no ISR and needs no EOI.
;! part   p6
;! pulse: on ev.post#1 +1 us  set board.lint0 1 for 10 ns
;! until  ich9.post == 0xd0    within 5 ms
; Routine of 7Fh, the spurious vector; ISR of 60h to 7Fh in it; the vector in service, 31h, has EOI as if nothing had been
;! expect mem.0x600 == 0x123
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0x20000
;! expect mem.0x648 == 0
;! expect cpu0.ev.intr == 2
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

    begin
    flat
    vector 0x31, lower
    vector 0x7f, spurious
    apic_write APIC_SVR, 0x17f
    apic_write APIC_LVT_LINT0, LVT_EXTINT
    sti
    ipi ICR_SELF | 0x31
    settle
    done

lower:
    note 1
    pushad
    sti
    cue 1
    hlt
    cli
    note 3
    eoi
    keep_apic dword_of(APIC_ISR, 0x31)
    popad
    iret
spurious:
    note 2
    pushad
    keep_apic dword_of(APIC_ISR, 0x7f)
    keep_apic dword_of(APIC_ISR, 0x31)
    popad
    iret
