;! An edge input of the I/O APIC gives one interrupt for each edge of its polarity, also for one during service.
;! part   core2
;! idle:  at 0 ns              set board.ioapic_pins 0x40
;! up:    on ev.post#1 +500 ns set board.ioapic_pins 0x60
;! down:  on ev.post#2 +500 ns set board.ioapic_pins 0x40
;! again: on ev.post#3 +500 ns set board.ioapic_pins 0x60 for 500 ns
;! more:  on ev.post#4 +500 ns set board.ioapic_pins 0x60 for 500 ns
;! low:   on ev.post#5 +500 ns set board.ioapic_pins 0
;! high:  on ev.post#6 +500 ns set board.ioapic_pins 0x40
;! until  ich9.post == 0xd0    within 5 ms
; Input 5 three times, program, input 6 once
;! expect mem.0x600 == 0x11132
; Entry in the routine, without remote IRR; interrupts after up, down
;! expect mem.0x640 == 0x41
;! expect mem.0x644 == 1
;! expect mem.0x648 == 1
; Twice more; input 6; no EOI message
;! expect mem.0x654 == 3
;! expect mem.0x658 == 0x2051
;! expect mem.0x65c == 4
;! expect mem.0x660 == 4
;! expect cpu0.ev.intr == 4
;! never  apic_msg
;! never  shutdown
org 0x8000
%include "lib/ioapic_edge.inc"
