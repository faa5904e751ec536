;! An entry with a logical destination reaches each CPU whose LDR it meets, one with a physical ID a single CPU.
;! part   core2
;! cpus   4
;! one:   on ev.post#1 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! two:   on ev.post#2 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! three: on ev.post#3 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! until  ich9.post == 0xd0    within 5 ms
; Logical 0Ah, 04h; physical 1
;! expect mem.0x640 == 0x01000100
;! expect mem.0x644 == 0x00010000
;! expect mem.0x648 == 0x00000100
;! never  shutdown
org 0x8000
%include "lib/ioapic_logical.inc"
