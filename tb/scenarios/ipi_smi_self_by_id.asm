;! A CPU sends itself an SMI message by its own physical ID, as coreboot does: it is delivered.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect cpu0.lapic.icr == 0x4200
; INIT, Start-Up and two SMIs for relocation come before
;! expect cpu0.ev.apic_msg == 5
;! expect cpu0.ev.smi_msg == 2
;! expect cpu1.ev.smi_msg == 1
;! expect ev.smm_enter == 3
;! expect ev.smm_exit == 3
;! expect mem.0x700 == 0x00000001
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/ipi_smi_self_by_id.inc"
