;! A lowest-priority message goes to the CPU whose TPR is lowest, by arbitration on the serial bus.
;! part   p6
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; CPU numbers + 1, in order
;! expect mem.0x600 == 0x3214
;! expect cpu0.ev.apic_msg == 6
;! never  shutdown
org 0x8000
%include "lib/apic_lowest_tprs.inc"
