;! A vector below 10h is an error of its sender and of its receiver: ESR says so after a write, and the first raises an interrupt.
;! part   core2
;! cpus   2
;! until  ich9.post == 0xd0    within 10 ms
; ESR not yet written; error interrupts of CPU 1 and 0 after one message, and after another
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0x0101
;! expect mem.0x648 == 0x0101
; Send illegal vector; another message after the write of ESR: a second interrupt in CPU 0, none in CPU 1; ESR
;! expect mem.0x64c == 0x20
;! expect mem.0x650 == 0x0102
;! expect mem.0x654 == 0x20
; CPU 1: receive illegal vector, then nothing
;! expect mem.0x658 == 0x40
;! expect mem.0x65c == 0
; To itself: both errors, one interrupt; the same with the error entry masked: none
;! expect mem.0x660 == 0x60
;! expect mem.0x664 == 0x0103
;! expect mem.0x668 == 0x60
;! expect mem.0x66c == 0x0103
;! expect cpu0.ev.intr == 3
;! expect cpu1.ev.intr == 1
;! never  shutdown
org 0x8000
%include "lib/apic_error_vector.inc"
