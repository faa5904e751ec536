;! With init_clears_pending_smi 1 INIT drops the SMI that waits with it: the CPU starts without one.
;! part   p6
;! cpus   2
;! param  init_before_smi 1
;! param  init_clears_pending_smi 1
;! expect ich9.post == 0xd0
;! expect cpu1.ev.smi_msg == 2
;! expect cpu1.ev.smm_enter == 1
;! expect cpu1.pending == 0
;! expect cpu1.ev.init == 1
;! expect cpu1.ev.start == 2
; Of CPU 1: 2 handler, 5 program after Start-Up; 7 CPU 0 sends Start-Up
;! expect mem.0x600 == 0x5275
;! never  cpu0.ev.smi_latched
;! never  shutdown
org 0x8000
%define RUNNING
%include "lib/mp_init_and_smi.inc"
