;! The timer counts down once at the bus clock over its divisor, interrupts at 0 and stops; writing 0 stops it before.
;! part   pentium
;! until  ich9.post == 0xd0    within 10 ms
; 5000 counts of 2 BCLKs are 30000 core clocks: the TSC in the routine, less these
;! expect mem.0x640 <= 900
; Current count then; interrupts after as long again
;! expect mem.0x644 == 0
;! expect mem.0x648 == 1
; Started with FFFFFFFFh: less than 2000 counts away at once; 0 written: 0, and no interrupt
;! expect mem.0x64c <= 2000
;! expect mem.0x650 == 0
;! expect mem.0x654 == 1
; Initial count reads as written
;! expect mem.0x658 == 5000
;! expect cpu0.ev.intr == 1
;! never  shutdown
org 0x8000
CLKS equ 3
%include "lib/apic_timer_oneshot.inc"
