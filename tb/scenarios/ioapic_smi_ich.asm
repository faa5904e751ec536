;! ICH: an entry in mode SMI sends nothing, and SMI# goes to all CPUs whether entry 23 is masked or not.
;! part   p6
;! cpus   2
;! pulse: on ev.post#1 +500 ns set board.ioapic_pins 0x800020 for 500 ns
;! until  ich9.post == 1       within 5 ms
;! expect ev.smi_low == 1
;! expect mem.0x700 == 0x0101
;! until  ich9.post == 0xd0    within 5 ms
;! expect ev.smi_low == 2
;! expect mem.0x700 == 0x0202
; Messages: only those of relocation
;! expect cpu0.ev.smi_msg == 1
;! expect cpu1.ev.smi_msg == 1
;! expect ioapic.tx_seq == 0
;! expect mem.0x640 == 0x200
;! expect mem.0x644 == 0x10200
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/ioapic_smi.inc"
