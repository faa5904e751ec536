;! With self_ipi_any_mode 1 an SMI by shorthand "self" enters the sender, without a message on the bus.
;! part   p6
;! cpus   2
;! param  self_ipi_any_mode 1
;! expect ich9.post == 0xd0
;! expect cpu0.lapic.icr == 0x44200
; INIT, Start-Up and two SMIs for relocation come before
;! expect cpu0.ev.apic_msg == 4
;! expect cpu0.ev.smi_msg == 2
;! expect cpu1.ev.smi_msg == 1
;! expect ev.smm_enter == 3
;! expect ev.smm_exit == 3
;! expect mem.0x700 == 0x00000001
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/ipi_smi_self_shorthand.inc"
