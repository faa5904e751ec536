;! LVT LINT1 in mode SMI: a rise of the pin of one CPU is an SMI of that CPU, without SMI#; masked it is none.
;! part   pentium
;! cpus   2
;! masked: on ev.post#1 +500 ns set board.lint1 1 for 500 ns
;! one:    on ev.post#2 +500 ns set board.lint1 1 for 500 ns
;! two:    on ev.post#3 +500 ns set board.lint1 1 for 500 ns
;! until  ich9.post == 0xd0    within 5 ms
; SMIs of CPU 0 and the LVT entry, after a pulse while masked, after one unmasked, after another
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0x10200
;! expect mem.0x648 == 1
;! expect mem.0x64c == 0x200
;! expect mem.0x650 == 2
;! expect mem.0x654 == 0x200
;! expect mem.0x708 == 0
;! expect cpu0.ev.smi_msg == 3
; CPU 1: the one SMI of relocation
;! expect cpu1.ev.smm_enter == 1
;! never  smi_low
;! never  intr
;! never  shutdown
org 0x8000
%define OWN_SHIFT 15
%define LVT APIC_LVT_LINT1
%include "lib/apic_lvt_smi.inc"
