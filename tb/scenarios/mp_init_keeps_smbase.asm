;! INIT does not change SMBASE: a relocated CPU that got INIT and Start-Up enters SMM at its own SMBASE.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect cpu1.ev.init == 1
;! expect cpu1.ev.start == 2
;! expect cpu1.smbase == 0x40800
;! expect cpu1.ev.smm_enter == 2
; CS selector in the handler, SMIs by CPU; the handler at 30000h ran for the relocations only
;! expect mem16.0x720 == 0x4080
;! expect mem16.0x700 == 0x0100
;! expect mem.0x6e4 == 2
;! never  cpu0.ev.init
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"

bsp:
    start_others
    relocate_all
    ipi ICR_INIT, 1
    sipi 1
.again:
    cmp dword [MP_UP], 2
    jne .again
    ipi ICR_SMI, 1
    wait_flag 0x701
    done

ap:
    rest

handler:
    apic_id
    inc byte [0x700 + eax]
    mov [0x720], cs
    rsm
handler_end:
