;! The CPU in which the vector already waits takes a lowest-priority message whatever its TPR, unless SVR says no.
;! part   p6
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; CPU 3 holds one and takes the second, with the highest TPR of all; without focus check CPU 2 gets it, then CPU 3 its
; own
;! expect mem.0x600 == 0x4434
;! never  shutdown
org 0x8000
%include "lib/apic_lowest_focus.inc"
