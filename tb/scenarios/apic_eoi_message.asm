;! EOI of a level interrupt is a message of 14 cycles on the serial APIC bus, with the vector; the I/O APIC takes it.
;! part   p6
;! modes  cycle  cycles of the bus are looked at
;! up:   on ev.post#1 +1 us  set board.ioapic_pins 0x20
;! down: on ev.post#2 +1 us  set board.ioapic_pins 0
; The message of the I/O APIC (sender 62): 21 cycles
;! until  apic.sender == 62     within 1 ms
;! expect apic.eoi == 0
;! expect apic.vector == 0x41
;! until  apic.cycle == 21      within 1 us
;! until  apic.cycle == 0       within 90 ns
; The EOI of CPU 0
;! until  apic.eoi == 1         within 1 ms
;! expect apic.sender == 0
;! expect apic.vector == 0x41
;! expect ioapic.remote_irr == 0x20
;! until  apic.cycle == 14      within 500 ns
; Its last cycle is the idle one: since the input is still up, the next message starts behind it
;! until  apic.cycle == 1       within 90 ns
;! until  apic.sender == 62     within 1 us
;! until  ich9.post == 0xd0     within 5 ms
;! expect cpu0.ev.apic_msg == 2
;! never  shutdown
org 0x8000
%include "lib/ioapic_level.inc"
