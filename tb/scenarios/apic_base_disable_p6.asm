;! IA32_APIC_BASE.EN = 0: INTR and NMI reach the core directly, there is no window; a reset brings the APIC back.
;! part   p6
;! vec:  at 0 ns             set board.intr_vector 0x40
;! intr: on ev.post#1 +1 us  set board.intr 1 for 4 us
;! nmi:  on ev.post#2 +6 us  set board.nmi 1 for 1 us
;! until  ich9.post == 0xd0    within 5 ms
;! expect mem.0x600 == 0x123
; CPUID's APIC bit with EN = 1 and 0
;! expect mem.0x640 == 0x200
;! expect mem.0x644 == 0
; Version register: nothing answers
;! expect mem.0x648 == 0xffffffff
; EN = 1 again: TPR and SVR in their reset state; a message to oneself: delivery status, and whether it came
;! expect mem.0x64c == 0
;! expect mem.0x650 == 0xff
;! expect mem.0x654 == 0x1000
;! expect mem.0x658 == 0
; A reset is no message
;! expect cpu0.ev.ipi == 2
;! never  shutdown
org 0x8000
%include "lib/apic_base_disable.inc"
