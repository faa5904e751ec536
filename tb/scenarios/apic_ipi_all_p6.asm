;! The shorthand all including self reaches every CPU once, by one message; so does the physical broadcast ID.
;! part   p6
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
;! expect mem.0x640 == 0x01010101
;! expect mem.0x644 == 0x01010101
; INIT, Start-Up, and these two
;! expect cpu0.ev.apic_msg == 4
;! never  shutdown
org 0x8000
%macro send 0
    ipi ICR_ALL | 0x41
    result
    ipi ICR_FIXED | 0x41, 15
    result
%endmacro
%include "lib/apic_ipi.inc"
