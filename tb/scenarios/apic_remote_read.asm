;! A Pentium reads a register of another CPU's local APIC over the serial bus, or hears that there are no data.
;! part   pentium
;! cpus   2
;! until  ich9.post == 0xd0    within 10 ms
; CPU 1's TPR, version and ID; each: RRD, status in ICR 17:16 (2: valid)
;! expect mem.0x640 == 0x5a
;! expect mem.0x644 == 0x20000
;! expect mem.0x648 == 0x00030010
;! expect mem.0x64c == 0x20000
;! expect mem.0x650 == 0x01000000
;! expect mem.0x654 == 0x20000
; A register that is none, and a CPU that is none: not valid, RRD as before, and no retry
;! expect mem.0x658 == 0x01000000
;! expect mem.0x65c == 0
;! expect mem.0x660 == 0x01000000
;! expect mem.0x664 == 0
; One message each, beside INIT and Start-Up
;! expect cpu0.ev.apic_msg == 7
;! never  cpu1.ev.apic_msg
;! never  shutdown
org 0x8000
%include "lib/apic_remote_read.inc"
