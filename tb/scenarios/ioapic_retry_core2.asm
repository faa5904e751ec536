;! On the front-side bus there is no retry: edges of one vector that the CPU has not taken yet are one interrupt.
;! part   core2
;! one:   on ev.post#1 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! two:   on ev.post#2 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! three: on ev.post#3 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! until  ich9.post == 0xd0    within 5 ms
; Entry after each edge; interrupts after STI; entry
;! expect mem.0x640 == 0x41
;! expect mem.0x644 == 0x41
;! expect mem.0x648 == 0x41
;! expect mem.0x64c == 1
;! expect mem.0x650 == 0x41
;! never  shutdown
org 0x8000
%include "lib/ioapic_retry.inc"
