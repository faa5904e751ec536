;! Four CPUs get an SMBASE each, one after another, by an SMI message to each; a broadcast SMI then finds all apart.
;! part   p6
;! cpus   4
;! expect ich9.post == 0xd0
;! expect cpu0.smbase == 0x40000
;! expect cpu1.smbase == 0x40800
;! expect cpu2.smbase == 0x41000
;! expect cpu3.smbase == 0x41800
; One at a time: each left before the next was called
;! expect cpu0.ev.smm_exit#1 before cpu1.ev.smi_msg#1
;! expect cpu1.ev.smm_exit#1 before cpu2.ev.smi_msg#1
;! expect cpu2.ev.smm_exit#1 before cpu3.ev.smi_msg#1
;! expect ev.smi_msg == 4
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 2
;! expect cpu1.ev.smm_enter == 2
;! expect cpu2.ev.smm_enter == 2
;! expect cpu3.ev.smm_enter == 2
; Handlers that ran at the second SMI, by CPU; CPUs that came back with their own number in ESI
;! expect mem.0x700 == 0x01010101
;! expect mem.0x704 == 0x01010101
;! never  shutdown
org 0x8000
%define CPUS 4
%include "lib/mp.inc"

bsp:
    smi_setup
    start_others
    relocate_all
    xor esi, esi
    apm_write 1
    inc byte [0x704 + esi]
.all_back:
    cmp dword [0x704], 0x01010101
    jne .all_back
    done

ap:
    cmp byte [0x700 + esi], 1
    jne ap
    inc byte [0x704 + esi]
    rest

handler:
    apic_id
    mov byte [0x700 + eax], 1
.all_in:
    cmp dword [0x700], 0x01010101
    jne .all_in
    test eax, eax
    jnz .out
    smi_ack
.out:
    rsm
handler_end:
