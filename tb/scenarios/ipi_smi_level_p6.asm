;! An SMI message with level trigger is invalid on P6: nothing is delivered.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect cpu0.lapic.icr == 0xc200
; INIT, Start-Up and two SMIs for relocation come before
;! expect cpu0.ev.apic_msg == 4
;! expect cpu0.ev.smi_msg == 1
;! expect cpu1.ev.smi_msg == 1
;! expect ev.smm_enter == 2
;! expect ev.smm_exit == 2
;! expect mem.0x700 == 0x00000000
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/ipi_smi_level.inc"
