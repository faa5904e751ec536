;! With init_clears_pending_smi 1 INIT drops the SMI that waits at a CPU without Start-Up message.
;! part   p6
;! cpus   2
;! param  init_clears_pending_smi 1
;! expect ich9.post == 0xd0
;! expect cpu1.ev.smi_msg == 1
;! expect cpu1.ev.smm_enter == 0
;! expect cpu1.pending == 0
;! expect cpu1.ev.smi_latched == 1
;! never  cpu1.ev.init
; Of CPU 1: 2 handler, 5 program after Start-Up; 7 CPU 0 sends Start-Up
;! expect mem.0x600 == 0x75
;! never  cpu0.ev.smi_latched
;! never  shutdown
org 0x8000
%include "lib/mp_init_and_smi.inc"
