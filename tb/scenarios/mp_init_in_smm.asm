;! An INIT message that comes while the CPU is in SMM is kept: taken right after RSM, before the interrupted program.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
; Messages of CPU 0: INIT, Start-Up, SMI to itself and to CPU 1, SMI, INIT
;! expect cpu0.ev.apic_msg#6 before cpu1.ev.rsm#2
;! expect cpu1.ev.rsm#2 before cpu1.ev.smm_exit#2
;! expect cpu1.ev.smm_exit#2 before cpu1.ev.init#1
;! expect cpu1.ev.init == 1
;! expect cpu1.wait_sipi == 1
;! expect cpu1.smm == 0
; Handler ran, the program behind it did not
;! expect mem16.0x700 == 0x0100
;! expect mem16.0x704 == 0
;! never  cpu0.ev.init
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"

bsp:
    start_others
    relocate_all
    ipi ICR_SMI, 1
    wait_flag 0x701
    ipi ICR_INIT, 1
    wait_clks 8000
    mov byte [0x710], 1
    done

ap:
    cmp byte [0x710], 0
    je ap
    inc byte [0x704 + esi]
    rest

handler:
    apic_id
    inc byte [0x700 + eax]
    wait_flag 0x710
    rsm
handler_end:
