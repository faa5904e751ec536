;! Logical destinations, cluster model: cluster in bits 7:4 of the destination, its members in bits 3:0, Fh all clusters.
;! part   core2
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; Logical IDs 11h, 12h, 21h, 2Ah; destinations 12h, 23h, 2Ch, F1h, FFh
;! expect mem.0x640 == 0x00000100
;! expect mem.0x644 == 0x01010000
;! expect mem.0x648 == 0x01000000
;! expect mem.0x64c == 0x00010001
;! expect mem.0x650 == 0x01010101
;! never  shutdown
org 0x8000
%define LDR_0 0x11
%define LDR_1 0x12
%define LDR_2 0x21
%define LDR_3 0x2a
%define DFR_ALL 0x0fffffff
%macro send 0
    ipi ICR_LOGICAL | 0x41, 0x12
    result
    ipi ICR_LOGICAL | 0x41, 0x23
    result
    ipi ICR_LOGICAL | 0x41, 0x2c
    result
    ipi ICR_LOGICAL | 0x41, 0xf1
    result
    ipi ICR_LOGICAL | 0x41, 0xff
    result
%endmacro
%include "lib/apic_ipi.inc"
