;! An SMI message and a fall of SMI# that come while a CPU is in SMM share one latch: one more SMI, not two.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
; One for relocation, one to enter, one while inside
;! expect cpu1.ev.smi_msg == 3
;! expect ev.smi_low == 1
;! expect cpu1.ev.smi_msg#3 before ev.smi_low
;! expect cpu0.ev.smi_latched#2 before cpu1.ev.rsm#2
;! expect cpu1.ev.smi_latched == 3
;! expect cpu1.ev.smm_enter == 3
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x700 == 0x0201
;! expect cpu1.pending == 0
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"

bsp:
    smi_setup
    start_others
    relocate_all
    ipi ICR_SMI, 1
    wait_flag 0x701
    ipi ICR_SMI, 1
    apm_write 1
    wait_flag 0x700
    mov byte [0x710], 1
    done

ap:
    rest

handler:
    apic_id
    mov esi, eax
    inc byte [0x700 + esi]
    test esi, esi
    jz .pin
    wait_flag 0x710
    rsm
.pin:
    smi_ack
    rsm
handler_end:
