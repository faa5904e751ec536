;! Mode ExtINT of the I/O APIC: the CPU takes the vector of an interrupt acknowledge; no ISR, no remote IRR.
;! part   core2
;! vec:  at 0 ns              set board.intr_vector 0x40
;! one:  on ev.post#1 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! two:  on ev.post#2 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! until  ich9.post == 0xd0    within 5 ms
; The vector of the acknowledge, and not the entry's; each time
;! expect mem.0x600 == 0x111
; ISR of 40h to 5Fh, IRR, and the entry, in each routine
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0x8741
;! expect mem.0x64c == 0
;! expect mem.0x650 == 0
;! expect mem.0x654 == 0x8741
;! expect cpu0.ev.intr == 2
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

    begin
    flat
    vector 0x40, routine
    vector 0x41, wrong
    apic_enable
    ioapic_open
    rte 5, RTE_LEVEL | LVT_EXTINT | 0x41, 0
    sti
    cue 1
    settle
    cue 2
    settle
    note 1
    done

routine:
    note 1
    pushad
    keep_apic dword_of(APIC_ISR, 0x40)
    keep_apic dword_of(APIC_IRR, 0x40)
    keep_rte 5
    popad
    iret
wrong:
    note 0xf
    eoi
    iret
