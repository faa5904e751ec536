;! Sixty-four CPUs meet in SMM: a broadcast SMI brings all in, the first elects itself, serves the chipset, all leave.
;! part   core2
;! cpus   64
;! modes  fast,auto a minute in cycle mode
;! expect ich9.post == 0xd0
;! expect ev.smi_low == 1
;! expect ev.eos == 2
; Relocation and every round, each CPU
;! expect ev.smm_enter == 128
;! expect ev.smm_exit == 128
;! expect mem.0x600 == 1
;! expect mem.0x614 == 1
;! expect mem.0x618 == 64
; All in before any is out
;! expect cpu63.ev.smm_enter#2 before cpu0.ev.rsm#2
;! expect cpu0.ev.smm_enter#2 before cpu63.ev.rsm#2
;! expect cpu31.ev.smm_enter#2 before cpu32.ev.rsm#2
;! expect mem.0x700 == 0x01010101
;! expect mem.0x704 == 0x01010101
;! expect mem.0x708 == 0x01010101
;! expect mem.0x70c == 0x01010101
;! expect mem.0x710 == 0x01010101
;! expect mem.0x714 == 0x01010101
;! expect mem.0x718 == 0x01010101
;! expect mem.0x71c == 0x01010101
;! expect mem.0x720 == 0x01010101
;! expect mem.0x724 == 0x01010101
;! expect mem.0x728 == 0x01010101
;! expect mem.0x72c == 0x01010101
;! expect mem.0x730 == 0x01010101
;! expect mem.0x734 == 0x01010101
;! expect mem.0x738 == 0x01010101
;! expect mem.0x73c == 0x01010101
;! never  shutdown
org 0x8000
%define CPUS 64
%define ROUNDS 1
%include "lib/rendezvous.inc"
