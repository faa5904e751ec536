;! P6: a fixed IPI with level trigger is sent as edge with L = 1, and not at all with L = 0.
;! part   p6
;! until  ich9.post == 0xd0    within 5 ms
; L = 1: IRR and TMR of the vector's dword. L = 0: the same. Delivery status
;! expect mem.0x640 == 2
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0
;! expect mem.0x64c == 0
;! expect mem.0x650 == 0
; Messages: no EOI among them
;! expect cpu0.ev.apic_msg == 1
;! expect cpu0.ev.intr == 1
;! never  shutdown
org 0x8000
%include "lib/apic_ipi_level.inc"
