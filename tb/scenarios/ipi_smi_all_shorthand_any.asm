;! With self_ipi_any_mode 1 an SMI by shorthand "all including self" enters every CPU.
;! part   p6
;! cpus   4
;! param  self_ipi_any_mode 1
;! expect ich9.post == 0xd0
;! expect cpu0.lapic.icr == 0x84200
; INIT, Start-Up and four SMIs for relocation come before
;! expect cpu0.ev.apic_msg == 7
;! expect cpu0.ev.smi_msg == 2
;! expect cpu1.ev.smi_msg == 2
;! expect cpu2.ev.smi_msg == 2
;! expect cpu3.ev.smi_msg == 2
;! expect ev.smm_enter == 8
;! expect ev.smm_exit == 8
;! expect mem.0x700 == 0x01010101
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/ipi_smi_all_shorthand.inc"
