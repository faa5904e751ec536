;! An SMI by shorthand "all including self" is not a valid combination: nothing is delivered.
;! part   p6
;! cpus   4
;! expect ich9.post == 0xd0
;! expect cpu0.lapic.icr == 0x84200
; INIT, Start-Up and four SMIs for relocation come before
;! expect cpu0.ev.apic_msg == 6
;! expect cpu0.ev.smi_msg == 1
;! expect cpu1.ev.smi_msg == 1
;! expect cpu2.ev.smi_msg == 1
;! expect cpu3.ev.smi_msg == 1
;! expect ev.smm_enter == 4
;! expect ev.smm_exit == 4
;! expect mem.0x700 == 0x00000000
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/ipi_smi_all_shorthand.inc"
