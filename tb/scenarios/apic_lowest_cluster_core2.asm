;! A lowest-priority message to a cluster goes to the CPU of lowest TPR in that cluster, one to all clusters likewise.
;! part   core2
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; Logical IDs 11h, 12h, 21h, 22h, TPRs 50h, 10h, 40h, 30h; destinations 2Fh, F1h, 1Fh; CPU numbers + 1
;! expect mem.0x600 == 0x432
;! expect mem.0x730 == 3
;! never  shutdown
org 0x8000
%include "lib/apic_lowest_cluster.inc"
