;! An SMI message to a logical destination, flat model, enters the CPUs whose LDR bit is in it.
;! part   p6
;! cpus   4
;! expect ich9.post == 0xd0
;! expect cpu0.lapic.icr == 0x4a00
; INIT, Start-Up and four SMIs for relocation come before
;! expect cpu0.ev.apic_msg == 7
;! expect cpu0.ev.smi_msg == 1
;! expect cpu1.ev.smi_msg == 2
;! expect cpu2.ev.smi_msg == 1
;! expect cpu3.ev.smi_msg == 2
;! expect ev.smm_enter == 6
;! expect ev.smm_exit == 6
;! expect mem.0x700 == 0x01000100
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/ipi_smi_logical_flat.inc"
