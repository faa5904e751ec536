;! While software has the local APIC disabled INTR and NMI reach the core; enabled, LVT says whether.
;! part   p6
;! vec:   at 0 ns             set board.intr_vector 0x40
;! intr:  on ev.post#1 +1 us  set board.intr 1 for 4 us
;! nmi:   on ev.post#2 +1 us  set board.nmi 1 for 4 us
;! intr2: on ev.post#3 +1 us  set board.intr 1 for 4 us
;! nmi2:  on ev.post#4 +1 us  set board.nmi 1 for 4 us
;! until  ich9.post == 0xd0    within 5 ms
; 1 INTR, 2 NMI, 8 program with the APIC enabled, 9 its end
;! expect mem.0x600 == 0x1289
;! never  shutdown
org 0x8000
%include "lib/apic_lint_when_off.inc"
