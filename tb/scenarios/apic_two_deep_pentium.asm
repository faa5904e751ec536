;! A Pentium holds two interrupts of a vector in IRR and ISR; the third waits with its sender until one is over.
;! part   pentium
;! until  ich9.post == 0xd0    within 5 ms
; Delivery status after each message by ID; interrupts after STI
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0x1000
;! expect mem.0x64c == 3
; The same by the shorthand self
;! expect mem.0x650 == 0
;! expect mem.0x654 == 0
;! expect mem.0x658 == 0x1000
;! expect mem.0x65c == 6
; One in service and two more
;! expect mem.0x660 == 0
;! expect mem.0x664 == 0
;! expect mem.0x668 == 0x1000
;! expect mem.0x66c == 3
;! never  shutdown
org 0x8000
%include "lib/apic_two_deep.inc"
