;! On the front-side bus the ICH sends no NMI: an entry in mode NMI does nothing.
;! part   core2
;! cpus   2
;! one:  on ev.post#1 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! two:  on ev.post#2 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! until  ich9.post == 0xd0    within 5 ms
;! never  cpu1.ev.nmi
; The entry says nothing of it
;! expect mem.0x640 == 0x400
;! expect ioapic.remote_irr == 0
;! never  cpu0.ev.nmi
;! never  intr
;! never  shutdown
org 0x8000
%include "lib/ioapic_nmi.inc"
