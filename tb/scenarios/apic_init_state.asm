;! INIT puts the local APIC into its reset state but for its ID.
;! part   p6
;! cpus   2
;! until  ich9.post == 0xd0    within 5 ms
; ID, TPR, LDR, DFR, SVR; LVT timer, LINT0, LINT1; divide, initial count; IRR 40h to 5Fh
;! expect mem.0x640 == 0x05000000
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0
;! expect mem.0x64c == 0xffffffff
;! expect mem.0x650 == 0xff
;! expect mem.0x654 == 0x10000
;! expect mem.0x658 == 0x10000
;! expect mem.0x65c == 0x10000
;! expect mem.0x660 == 0
;! expect mem.0x664 == 0
;! expect mem.0x668 == 0
;! expect cpu1.ev.init == 1
;! never  shutdown
org 0x8000
%include "lib/apic_init.inc"
