;! Four CPUs meet in SMM: a broadcast SMI brings all in, the first elects itself, serves the chipset, all leave.
;! modes  fast,cycle,auto who comes first depends on when each enters
;! part   p6
;! cpus   4
;! expect ich9.post == 0xd0
;! expect ev.smi_low == 3
;! expect ev.eos == 4
; Relocation and every round, each CPU
;! expect ev.smm_enter == 16
;! expect ev.smm_exit == 16
;! expect mem.0x600 == 3
;! expect mem.0x614 == 3
;! expect mem.0x618 == 4
; All in before any is out
;! expect cpu3.ev.smm_enter#2 before cpu0.ev.rsm#2
;! expect cpu0.ev.smm_enter#2 before cpu3.ev.rsm#2
;! expect cpu3.ev.smm_enter#3 before cpu0.ev.rsm#3
;! expect cpu0.ev.smm_enter#3 before cpu3.ev.rsm#3
;! expect cpu3.ev.smm_enter#4 before cpu0.ev.rsm#4
;! expect cpu0.ev.smm_enter#4 before cpu3.ev.rsm#4
;! expect cpu1.ev.smm_enter#2 before cpu2.ev.rsm#2
;! expect mem.0x700 == 0x03030303
;! never  shutdown
org 0x8000
%define CPUS 4
%define ROUNDS 3
%include "lib/rendezvous.inc"
