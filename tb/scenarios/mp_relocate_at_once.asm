;! Relocation by one broadcast SMI: four CPUs share a save area, so three get a wrong SMBASE and another's registers.
;! modes  fast,cycle,auto who saves last depends on when each enters
;! part   p6
;! cpus   4
;! expect ich9.post == 0xd0
;! expect cpu0.ev.smm_enter#1 before cpu3.ev.rsm#1
;! expect cpu3.ev.smm_enter#1 before cpu0.ev.rsm#1
;! expect ev.smm_exit == 4
;! expect ev.smm_enter == 8
; CPUs that went on at a wrong place, with a wrong ESI, with a wrong SMBASE
;! expect mem.0x710 == 3
;! expect mem.0x714 == 3
;! expect mem.0x718 == 3
;! expect ev.smi_low == 2
;! never  shutdown
org 0x8000
%define CPUS 4
%macro call_all 0
    apm_write 1
%endmacro
%include "lib/relocate_at_once.inc"
