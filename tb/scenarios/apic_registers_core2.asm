;! Registers of the local APIC of a Core 2: LVT for thermal sensor and performance counters, ID of 8 bits.
;! part   core2
;! until  ich9.post == 0xd0    within 5 ms
; After reset: ID, version, TPR, PPR, LDR, DFR, SVR, ICR, ICR high; LVT timer, thermal, perf, LINT0, LINT1, error;
; divide
;! expect mem.0x640 == 0x0
;! expect mem.0x644 == 0x50014
;! expect mem.0x648 == 0x0
;! expect mem.0x64c == 0x0
;! expect mem.0x650 == 0x0
;! expect mem.0x654 == 0xffffffff
;! expect mem.0x658 == 0xff
;! expect mem.0x65c == 0x0
;! expect mem.0x660 == 0x0
;! expect mem.0x664 == 0x10000
;! expect mem.0x668 == 0x10000
;! expect mem.0x66c == 0x10000
;! expect mem.0x670 == 0x10000
;! expect mem.0x674 == 0x10000
;! expect mem.0x678 == 0x10000
;! expect mem.0x67c == 0x0
; The same after all ones were written: what is left is what can be written, and what reads as it is
;! expect mem.0x680 == 0xff000000
;! expect mem.0x684 == 0x50014
;! expect mem.0x688 == 0xff
;! expect mem.0x68c == 0xff
;! expect mem.0x690 == 0xff000000
;! expect mem.0x694 == 0xffffffff
;! expect mem.0x698 == 0x3ff
;! expect mem.0x69c == 0xccfff
;! expect mem.0x6a0 == 0xff000000
;! expect mem.0x6a4 == 0x300ff
;! expect mem.0x6a8 == 0x107ff
;! expect mem.0x6ac == 0x107ff
;! expect mem.0x6b0 == 0x1a7ff
;! expect mem.0x6b4 == 0x1a7ff
;! expect mem.0x6b8 == 0x100ff
;! expect mem.0x6bc == 0xb
; DFR, SVR, LVT timer masked by SVR, ESR: see the program
;! expect mem.0x6c0 == 0xfffffff
;! expect mem.0x6c4 == 0xf0
;! expect mem.0x6c8 == 0x10040
;! expect mem.0x6cc == 0x0
;! expect mem.0x6d0 == 0x0
;! expect mem.0x6d4 == 0x80
;! expect mem.0x6d8 == 0x80
;! never  shutdown
org 0x8000
%include "lib/apic_registers.inc"
