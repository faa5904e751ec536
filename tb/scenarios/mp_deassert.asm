;! INIT level de-assert gives every agent on the APIC bus its APIC ID as arbitration ID again, and stops nobody.
;! part   p6
;! cpus   4
;! until  ich9.post == 1       within 1 ms
; Rotated by two messages of CPU 0
;! expect cpu0.apic_agent.arb_id == 0
;! expect cpu1.apic_agent.arb_id == 3
;! expect cpu2.apic_agent.arb_id == 4
;! expect cpu3.apic_agent.arb_id == 5
;! until  ich9.post == 0xd0    within 1 ms
;! expect cpu0.ev.apic_msg == 3
;! expect cpu0.apic_agent.arb_id == 0
;! expect cpu1.apic_agent.arb_id == 1
;! expect cpu2.apic_agent.arb_id == 2
;! expect cpu3.apic_agent.arb_id == 3
;! expect cpu1.wait_sipi == 0
;! expect cpu3.wait_sipi == 0
;! never  init
;! never  shutdown
org 0x8000
%define CPUS 4
%include "lib/mp.inc"

bsp:
    start_others
    post 1
    apic_write APIC_ICR, ICR_INIT | ICR_LEVEL | ICR_ALL
    ipi_wait
    done

ap:
    rest

handler:
handler_end:
