;! A lowest-priority message goes to one CPU, the one whose TPR is lowest, by the chipset, which knows their task priorities.
;! part   core2
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; CPU numbers + 1, in order
;! expect mem.0x600 == 0x3214
;! expect cpu0.ev.apic_msg == 6
;! never  shutdown
org 0x8000
%macro send 0
    tprs 0x30204050
    lowest
    tprs 0x30201050
    lowest
    tprs 0x30201000
    lowest
    tprs 0x30404050
    lowest
%endmacro
%include "lib/apic_lowest.inc"
