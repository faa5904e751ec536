;! From Pentium 4 on a fixed IPI is sent as edge whatever its trigger and level say.
;! part   core2
;! until  ich9.post == 0xd0    within 5 ms
; L = 1: IRR and TMR of the vector's dword. L = 0: the same. Delivery status
;! expect mem.0x640 == 2
;! expect mem.0x644 == 0
;! expect mem.0x648 == 2
;! expect mem.0x64c == 0
;! expect mem.0x650 == 0
; Messages: no EOI among them
;! expect cpu0.ev.apic_msg == 2
;! expect cpu0.ev.intr == 2
;! never  shutdown
org 0x8000
%include "lib/apic_ipi_level.inc"
