;! IA32_APIC_BASE moves the window of the local APIC onto DRAM and back: APIC and DRAM keep what was written to each.
;! part   core2
;! until  ich9.post == 0xd0    within 5 ms
; The MSR before and after, with the bit of the first processor
;! expect mem.0x640 == 0xfee00900
;! expect mem.0x644 == 0x50900
; TPR through the new window, before and after a write; version
;! expect mem.0x648 == 0x10
;! expect mem.0x64c == 0x20
;! expect mem.0x650 == 0x14
; The old window is none, though nothing else answers there
;! expect mem.0x654 == 0xf0
; Moved back: DRAM as it was, TPR as written, the interrupt ended by EOI
;! expect mem.0x658 == 0x12345678
;! expect mem.0x65c == 0x20
;! expect mem.0x660 == 0
;! expect cpu0.ev.intr == 1
;! never  shutdown
org 0x8000
%include "lib/apic_base_relocate.inc"
