;! SMI messages in the cluster model: one to members of one cluster, one to a member of each.
;! part   p6
;! cpus   4
;! expect ich9.post == 0xd0
;! expect cpu0.lapic.icr == 0x4a00
; INIT, Start-Up and four SMIs for relocation come before
;! expect cpu0.ev.apic_msg == 8
;! expect cpu0.ev.smi_msg == 2
;! expect cpu1.ev.smi_msg == 1
;! expect cpu2.ev.smi_msg == 3
;! expect cpu3.ev.smi_msg == 2
;! expect ev.smm_enter == 8
;! expect ev.smm_exit == 8
;! expect mem.0x700 == 0x01020001
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/ipi_smi_logical_cluster.inc"
