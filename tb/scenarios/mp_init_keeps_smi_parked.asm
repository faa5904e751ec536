;! An SMI waits at a CPU without Start-Up message; another INIT does not drop it, and it is served first.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect cpu1.ev.smi_msg == 1
;! expect cpu1.ev.smm_enter == 1
;! expect cpu1.pending == 0
;! expect cpu1.ev.start#1 before cpu1.ev.smi_taken#1
;! never  cpu1.ev.init
; Of CPU 1: 2 handler, 5 program after Start-Up; 7 CPU 0 sends Start-Up
;! expect mem.0x600 == 0x725
;! never  cpu0.ev.smi_latched
;! never  shutdown
org 0x8000
%include "lib/mp_init_and_smi.inc"
