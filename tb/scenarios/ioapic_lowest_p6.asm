;! A lowest-priority entry of the I/O APIC reaches the one CPU whose TPR is lowest.
;! part   p6
;! cpus   4
;! one:   on ev.post#1 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! two:   on ev.post#2 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! three: on ev.post#3 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! until  ich9.post == 0xd0    within 5 ms
; CPU numbers + 1, in order
;! expect mem.0x600 == 0x314
;! expect mem.0x730 == 3
;! never  shutdown
org 0x8000
%include "lib/ioapic_lowest.inc"
