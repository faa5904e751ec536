;! A level input of the I/O APIC: one interrupt, remote IRR until the EOI message, another while it stays up.
;! part   core2
;! up:   on ev.post#1 +1 us  set board.ioapic_pins 0x20
;! down: on ev.post#2 +1 us  set board.ioapic_pins 0
;! until  ich9.post == 0xd0    within 5 ms
; Entry in the first routine: remote IRR; TMR; IRR after a while: nothing more
;! expect mem.0x640 == 0xc041
;! expect mem.0x644 == 2
;! expect mem.0x648 == 0
; Entry in the second; interrupts in all; entry in the end
;! expect mem.0x64c == 0xc041
;! expect mem.0x650 == 2
;! expect mem.0x654 == 0x8041
; Two EOI messages
;! expect cpu0.ev.apic_msg == 2
;! expect ioapic.remote_irr == 0
;! never  shutdown
org 0x8000
%include "lib/ioapic_level.inc"
