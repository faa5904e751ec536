;! A handler says "relocated" before its RSM: the next CPU saves over the map that the first still has to read back.
;! part   p6
;! cpus   3
;! expect ich9.post == 0xd0
; Called after the first said so, inside before the first left
;! expect cpu1.ev.smm_enter#1 before cpu2.ev.smi_msg#1
;! expect cpu2.ev.smm_enter#1 before cpu1.ev.rsm#1
; CPU 1 has the SMBASE of CPU 2, and its number in ESI
;! expect cpu0.smbase == 0x40000
;! expect cpu1.smbase == 0x41000
;! expect cpu2.smbase == 0x41000
;! expect mem.0x700 == 0x00020000
;! expect ev.smm_enter == 3
;! never  shutdown
org 0x8000
%define CPUS 3
%define OWN_RELOCATE
%include "lib/mp.inc"

bsp:
    start_others
    relocate_all
    mov byte [0x711], 1
    done

ap:
    cmp byte [0x711], 0
    je ap
    lock inc byte [0x700 + esi]
    rest

relocate:
    apic_id
    mov esi, eax
    shl eax, OWN_SHIFT
    add eax, OWN_SMBASE(0)
    mov [slot(MAP_SMBASE)], eax
    lock inc dword [MP_MOVED]
    cmp esi, 1
    jne .out
    wait_clks 40000                     ; what else a handler has to do
.out:
    rsm
relocate_end:

handler:
    rsm
handler_end:
