;! A CPU whose local APIC is disabled by software still takes an SMI message, and can send one.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect cpu1.lapic.enabled == 0
;! expect cpu0.ev.smi_msg == 2
;! expect cpu1.ev.smi_msg == 2
;! expect cpu1.ev.apic_msg == 1
; SVR as CPU 1 reads it before it sends: bit 8 is 0
;! expect mem.0x714 == 0xff
;! expect mem.0x700 == 0x0101
;! expect ev.smm_enter == 4
;! never  smi_low
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"

bsp:
    start_others
    relocate_all
    mov byte [0x710], 1
    wait_flag 0x711
    ipi ICR_SMI, 1
    wait_flag 0x701
    wait_flag 0x700
    done

ap:
    wait_flag 0x710
    apic_write APIC_SVR, 0xff
    apic_read APIC_SVR
    mov [0x714], eax
    mov byte [0x711], 1
    wait_flag 0x701
    ipi ICR_SMI, 0
    rest

handler:
    apic_id
    inc byte [0x700 + eax]
    rsm
handler_end:
