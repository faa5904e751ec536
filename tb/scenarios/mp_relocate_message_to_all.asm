;! Relocation by an SMI message to all others and one to itself: the CPUs share a save area and trample each other.
;! modes  fast,cycle,auto who saves last depends on when each enters
;! part   core2
;! cpus   3
;! expect ich9.post == 0xd0
;! expect cpu0.ev.smi_msg == 1
;! expect cpu1.ev.smi_msg == 1
;! expect cpu2.ev.smi_msg == 1
;! expect cpu0.ev.smm_enter#1 before cpu2.ev.rsm#1
;! expect cpu2.ev.smm_enter#1 before cpu0.ev.rsm#1
;! expect ev.smm_exit == 3
;! expect ev.smm_enter == 6
; CPUs that went on at a wrong place, with a wrong ESI, with a wrong SMBASE
;! expect mem.0x710 == 2
;! expect mem.0x714 == 2
;! expect mem.0x718 == 2
;! expect ev.smi_low == 1
;! never  shutdown
org 0x8000
%define CPUS 3
%macro call_all 0
    ipi ICR_SMI | ICR_OTHERS
    apic_write APIC_ICR_HI, 0
    apic_write APIC_ICR, ICR_SMI | ICR_ASSERT
%endmacro
%include "lib/relocate_at_once.inc"
