;! Among CPUs of equal priority the chipset hands lowest-priority messages round.
;! part   core2
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
;! expect mem.0x720 == 0x04040400
;! never  shutdown
org 0x8000
%macro send 0
    tprs 0x20202050
    lowest 12
%endmacro
%include "lib/apic_lowest.inc"
