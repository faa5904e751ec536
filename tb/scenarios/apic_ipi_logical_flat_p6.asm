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
%include "lib/apic_ipi_logical_flat.inc"
