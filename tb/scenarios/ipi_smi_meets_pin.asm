;! An SMI message that comes after a CPU took the SMI of the pin makes a second one; sweep `ipi` or `pulse` to see it lost.
;! part   p6
;! cpus   2
;! modes  cycle the message and the pulse are apart by clocks
;! ipi:   mem 0x7f0 delay 40 us
;! pulse: on ev.post#1 +41 us set board.ext_smi_n 0 for 200 ns
;! until  ich9.post == 0xd0    within 2 ms
; Relocation, then the pulse on both; on CPU 1 the message too
;! expect cpu0.ev.smm_enter == 2
;! expect cpu1.ev.smm_enter == 3
;! expect cpu1.ev.smi_msg == 2
;! expect mem.0x700 == 0x0201
;! expect cpu1.pending == 0
;! never  shutdown
org 0x8000
%define CPUS 2
%macro send 0
    cue 1
    spin 0x7f0
    ipi ICR_SMI, 1
    wait_flag 0x700                     ; the pulse has been here
    spin 0x7f4
%endmacro
;! rest:  mem 0x7f4 delay 100 us
%include "lib/ipi_smi.inc"
