;! An SMI message to a CPU that was never started waits, and is served before the first instruction of its Start-Up page.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect cpu1.ev.smi_latched == 1
;! expect cpu1.ev.smi_latched before cpu1.ev.start
;! expect cpu1.ev.start before cpu1.ev.smi_taken
;! expect cpu1.ev.smm_enter == 1
;! expect cpu1.smbase == 0x40800
; CPU 1: 2 handler, 5 program; CPU 0 sends Start-Up: 7
;! expect mem.0x600 == 0x725
; EIP, CS selector, SMBASE and halt slot in its save map
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0x0900
;! expect mem.0x648 == 0x30000
;! expect mem.0x64c == 0
;! never  cpu0.ev.smi_latched
;! never  shutdown
org 0x8000
%define CPUS 2
%define OWN_RELOCATE
%include "lib/mp.inc"

bsp:
    ipi ICR_SMI, 1
    wait_clks 8000
    note 7
    sipi 1
    wait_flag 0x710
    done

ap:
    note 5
    mov byte [0x710], 1
    rest

relocate:
    note 2
    mov eax, [slot(MAP_EIP)]
    mov [0x640], eax
    movzx eax, word [slot(0x7fac)]      ; CS selector
    mov [0x644], eax
    mov eax, [slot(MAP_SMBASE)]
    mov [0x648], eax
    movzx eax, word [slot(MAP_HALT)]
    mov [0x64c], eax
    mov dword [slot(MAP_SMBASE)], OWN_SMBASE(1)
    rsm
relocate_end:

handler:
handler_end:
