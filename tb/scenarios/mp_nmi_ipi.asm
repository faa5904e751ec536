;! An NMI message reaches the CPU it is for; two that come while that CPU is in SMM become one, delivered after RSM.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect cpu1.ev.nmi == 2
;! expect cpu1.ev.nmi#1 before cpu1.ev.smm_enter#2
;! expect cpu1.ev.smm_exit#2 before cpu1.ev.nmi#2
; INIT, Start-Up, SMI, SMI, NMI, SMI, NMI, NMI
;! expect cpu0.ev.apic_msg == 8
;! expect cpu0.ev.apic_msg#8 before cpu1.ev.rsm#2
; NMIs counted; as the handler saw it before it left
;! expect mem.0x714 == 2
;! expect mem.0x718 == 1
;! never  cpu0.ev.nmi
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"

bsp:
    vector 2, nmi
    start_others
    relocate_all
    ipi ICR_NMI, 1
    wait_flag 0x714
    ipi ICR_SMI, 1
    wait_flag 0x701
    ipi ICR_NMI, 1
    ipi ICR_NMI, 1
    wait_clks 8000
    mov byte [0x710], 1
.second:
    cmp byte [0x714], 2
    jne .second
    done

ap:
    rest

nmi:
    inc dword [0x714]
    iret

handler:
    apic_id
    inc byte [0x700 + eax]
    wait_flag 0x710
    mov eax, [0x714]
    mov [0x718], eax
    rsm
handler_end:
