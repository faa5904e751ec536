;! An SMI and an INIT message wait behind RSM: the SMI is served first, INIT behind its RSM.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect cpu1.ev.smi_msg == 2
;! expect cpu1.ev.smm_enter == 2
;! expect cpu1.pending == 0
;! expect cpu1.ev.init == 1
;! expect cpu1.ev.smm_exit#2 before cpu1.ev.init#1
; Of CPU 1: 2 handler, 5 program after Start-Up; 7 CPU 0 sends Start-Up
;! expect mem.0x600 == 0x52275
;! never  cpu0.ev.smi_latched
;! never  shutdown
org 0x8000
%define RUNNING
%include "lib/mp_init_and_smi.inc"
