;! Two SMI messages come while the CPU is in SMM: one is kept and taken right after RSM, the other is lost.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
; One for relocation, one to enter, two while inside
;! expect cpu1.ev.smi_msg == 4
;! expect cpu1.ev.smi_latched == 3
;! expect cpu1.ev.smm_enter == 3
;! expect cpu1.ev.smi_msg#4 before cpu1.ev.rsm#2
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x700 == 0x0200
; The program of CPU 1 did not get to run one instruction in between
;! expect mem.0x714 == 2
;! expect cpu1.pending == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"

bsp:
    start_others
    relocate_all
    ipi ICR_SMI, 1
    wait_flag 0x701
    ipi ICR_SMI, 1
    ipi ICR_SMI, 1
    mov byte [0x710], 1
    done

ap:
    cmp byte [0x701], 0
    je ap
    movzx eax, byte [0x701]
    mov [0x714], eax
    rest

handler:
    apic_id
    inc byte [0x700 + eax]
    wait_flag 0x710
    rsm
handler_end:
