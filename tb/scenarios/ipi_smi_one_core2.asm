;! An SMI message on the front-side bus to one APIC ID enters that CPU and no other.
;! part   core2
;! cpus   4
;! expect ich9.post == 0xd0
;! expect cpu0.lapic.icr == 0x4200
; INIT, Start-Up and four SMIs for relocation come before
;! expect cpu0.ev.apic_msg == 7
;! expect cpu0.ev.smi_msg == 1
;! expect cpu1.ev.smi_msg == 1
;! expect cpu2.ev.smi_msg == 2
;! expect cpu3.ev.smi_msg == 1
;! expect ev.smm_enter == 5
;! expect ev.smm_exit == 5
;! expect mem.0x700 == 0x00010000
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/ipi_smi_one.inc"
