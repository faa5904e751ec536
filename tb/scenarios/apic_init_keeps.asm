;! With apic_init_keeps INIT leaves the local APIC's registers as they are.
;! part   p6
;! cpus   2
;! param  apic_init_keeps 1
;! until  ich9.post == 0xd0    within 5 ms
; ID, TPR, LDR, DFR, SVR; LVT timer, LINT0, LINT1; divide, initial count; IRR 40h to 5Fh
;! expect mem.0x640 == 0x05000000
;! expect mem.0x644 == 0x20
;! expect mem.0x648 == 0x12000000
;! expect mem.0x64c == 0x0fffffff
;! expect mem.0x650 == 0x3ef
;! expect mem.0x654 == 0x41
;! expect mem.0x658 == 0x700
;! expect mem.0x65c == 0x200
;! expect mem.0x660 == 0xa
;! expect mem.0x664 == 0xffffff
;! expect mem.0x668 == 4
;! expect cpu1.ev.init == 1
;! never  shutdown
org 0x8000
%include "lib/apic_init.inc"
