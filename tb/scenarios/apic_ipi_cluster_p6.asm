;! Logical destinations, cluster model: cluster in bits 7:4, Fh for all, its members in bits 3:0.
;! part   p6
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
%include "lib/apic_ipi_cluster.inc"
