;! A local APIC disabled by SVR takes no fixed message, but NMI, SMI, INIT and Start-Up; it sends IPIs, and keeps what it had.
;! part   p6
;! cpus   2
;! until  ich9.post == 0xd0    within 5 ms
; A fixed message to all: CPU 0 only. An NMI and an SMI to CPU 1
;! expect mem.0x640 == 0x0001
;! expect mem.0x644 == 0x0100
;! expect mem.0x648 == 0x0100
; It sent a fixed IPI to CPU 0; then it let the vector in that waited in IRR
;! expect mem.0x64c == 0x0002
;! expect mem.0x650 == 0x0102
; Its LVT timer, unmasked before: masked; and the mask does not go away
;! expect mem.0x654 == 0x10050
;! expect mem.0x658 == 0x10051
;! expect cpu1.ev.init == 1
;! expect cpu1.ev.start == 2
;! never  shutdown
org 0x8000
%include "lib/apic_soft_disable.inc"
