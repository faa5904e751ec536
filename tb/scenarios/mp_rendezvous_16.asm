;! Sixteen CPUs meet in SMM: a broadcast SMI brings all in, the first elects itself, serves the chipset, all leave.
;! modes  fast,cycle,auto who comes first depends on when each enters
;! part   core2
;! cpus   16
;! expect ich9.post == 0xd0
;! expect ev.smi_low == 2
;! expect ev.eos == 3
; Relocation and every round, each CPU
;! expect ev.smm_enter == 48
;! expect ev.smm_exit == 48
;! expect mem.0x600 == 2
;! expect mem.0x614 == 2
;! expect mem.0x618 == 16
; All in before any is out
;! expect cpu15.ev.smm_enter#2 before cpu0.ev.rsm#2
;! expect cpu0.ev.smm_enter#2 before cpu15.ev.rsm#2
;! expect cpu15.ev.smm_enter#3 before cpu0.ev.rsm#3
;! expect cpu0.ev.smm_enter#3 before cpu15.ev.rsm#3
;! expect cpu7.ev.smm_enter#2 before cpu8.ev.rsm#2
;! expect mem.0x700 == 0x02020202
;! expect mem.0x704 == 0x02020202
;! expect mem.0x708 == 0x02020202
;! expect mem.0x70c == 0x02020202
;! never  shutdown
org 0x8000
%define CPUS 16
%define ROUNDS 2
%include "lib/rendezvous.inc"
