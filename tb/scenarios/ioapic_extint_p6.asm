;! Mode ExtINT of the I/O APIC: the CPU takes the vector of an interrupt acknowledge; no ISR, no remote IRR.
;! part   p6
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
%include "lib/ioapic_extint.inc"
