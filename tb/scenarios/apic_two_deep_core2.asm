;! A Core 2 merges requests of a vector that waits: three are one interrupt.
;! part   core2
;! until  ich9.post == 0xd0    within 5 ms
; Delivery status after each message by ID; interrupts after STI
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0
;! expect mem.0x64c == 1
; The same by the shorthand self
;! expect mem.0x650 == 0
;! expect mem.0x654 == 0
;! expect mem.0x658 == 0
;! expect mem.0x65c == 2
; One in service and two more
;! expect mem.0x660 == 0
;! expect mem.0x664 == 0
;! expect mem.0x668 == 0
;! expect mem.0x66c == 2
;! never  shutdown
org 0x8000
%include "lib/apic_two_deep.inc"
