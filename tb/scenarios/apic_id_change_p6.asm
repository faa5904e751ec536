;! A CPU that writes its APIC ID answers to the new one; a message to the old ID finds nobody and is retried until the ID is back.
;! part   p6
;! cpus   2
;! until  ich9.post == 0xd0    within 5 ms
; Interrupts of CPU 1: after a message to ID 5; to 1, while that waits; in the end
;! expect mem.0x640 == 1
;! expect mem.0x644 == 1
;! expect mem.0x658 == 3
; Delivery status and ESR (send accept error) while it waits
;! expect mem.0x648 == 0x1000
;! expect mem.0x64c == 4
; Delivery status with ID 1 again; ID as CPU 1 read it
;! expect mem.0x650 == 0
;! expect mem.0x654 == 0x05000000
;! never  cpu0.ev.intr
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/apic_id_change.inc"
