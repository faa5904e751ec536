;! Logical destinations, flat model: each bit of the destination that an APIC has in its LDR addresses it.
;! part   p6
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; Logical IDs 1, 2, 4, 80h; destinations 8Ah, 1, FFh
;! expect mem.0x640 == 0x01000100
;! expect mem.0x644 == 0x00000001
;! expect mem.0x648 == 0x01010101
; As a physical ID, 2 is CPU 2
;! expect mem.0x64c == 0x00010000
;! never  shutdown
org 0x8000
%define LDR_0 0x01
%define LDR_1 0x02
%define LDR_2 0x04
%define LDR_3 0x80
%macro send 0
    ipi ICR_LOGICAL | 0x41, 0x8a
    result
    ipi ICR_LOGICAL | 0x41, 0x01
    result
    ipi ICR_LOGICAL | 0x41, 0xff
    result
    ipi ICR_FIXED | 0x41, 2
    result
%endmacro
%include "lib/apic_ipi.inc"
