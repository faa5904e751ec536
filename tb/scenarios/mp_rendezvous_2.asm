;! Two CPUs meet in SMM: a broadcast SMI brings all in, the first elects itself, serves the chipset, all leave.
;! modes  fast,cycle,auto who comes first depends on when each enters
;! part   pentium
;! cpus   2
;! expect ich9.post == 0xd0
;! expect ev.smi_low == 3
;! expect ev.eos == 4
; Relocation and every round, each CPU
;! expect ev.smm_enter == 8
;! expect ev.smm_exit == 8
;! expect mem.0x600 == 3
;! expect mem.0x614 == 3
;! expect mem.0x618 == 2
; All in before any is out
;! expect cpu1.ev.smm_enter#2 before cpu0.ev.rsm#2
;! expect cpu0.ev.smm_enter#2 before cpu1.ev.rsm#2
;! expect cpu1.ev.smm_enter#3 before cpu0.ev.rsm#3
;! expect cpu0.ev.smm_enter#3 before cpu1.ev.rsm#3
;! expect cpu1.ev.smm_enter#4 before cpu0.ev.rsm#4
;! expect cpu0.ev.smm_enter#4 before cpu1.ev.rsm#4
;! expect mem16.0x700 == 0x0303
;! never  shutdown
org 0x8000
%define CPUS 2
%define ROUNDS 3
%define OWN_SHIFT 15
%include "lib/rendezvous.inc"
