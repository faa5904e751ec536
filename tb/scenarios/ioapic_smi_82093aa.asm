;! 82093AA: SMI# in input 23 goes as a message to one CPU, SMIOUT# stays high; with the entry masked to SMIOUT#.
;! part   p6
;! cpus   2
;! param  ioapic_82093aa 1
;! until  ich9.post == 1       within 5 ms
; Entry 23 unmasked, mode SMI, to CPU 1: an APM write brings CPU 1 alone into SMM, and SMI# never fell
;! expect ev.smi_low == 0
;! expect mem.0x700 == 0x0100
;! expect cpu1.ev.smi_msg == 2
;! expect cpu0.ev.smi_msg == 1
;! until  ich9.post == 0xd0    within 5 ms
; Masked: the pin of both, and no message
;! expect ev.smi_low == 1
;! expect mem.0x700 == 0x0201
;! expect cpu1.ev.smi_msg == 2
;! expect cpu0.ev.smi_msg == 1
; The entry in both cases
;! expect mem.0x640 == 0x200
;! expect mem.0x644 == 0x10200
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/ioapic_smi.inc"
