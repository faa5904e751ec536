;! The shorthand all excluding self reaches every other CPU once; the sender does not take its own message.
;! part   p6
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
;! expect mem.0x640 == 0x01010100
;! expect mem.0x644 == 0x01010100
;! expect cpu0.ev.apic_msg == 4
;! never  cpu0.ev.intr
;! never  shutdown
org 0x8000
%include "lib/apic_ipi_others.inc"
