;! The shorthand self gives a fixed interrupt and no message; with other modes nothing. To oneself by ID: a message.
;! part   pentium
;! until  ich9.post == 0xd0    within 5 ms
;! expect mem.0x600 == 0x123
;! expect cpu0.ev.apic_msg == 1
;! expect cpu0.ev.intr == 2
;! never  nmi
;! never  shutdown
org 0x8000
%include "lib/apic_ipi_self.inc"
