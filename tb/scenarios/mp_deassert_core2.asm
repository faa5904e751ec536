;! From Pentium 4 on there is no INIT level de-assert: nothing is sent, nobody stops.
;! part   core2
;! cpus   2
;! expect ich9.post == 0xd0
;! expect cpu0.lapic.icr == 0x88500
; INIT and Start-Up
;! expect cpu0.ev.apic_msg == 2
;! expect cpu1.wait_sipi == 0
;! expect cpu1.ev.start == 1
;! never  init
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"

bsp:
    start_others
    apic_write APIC_ICR, ICR_INIT | ICR_LEVEL | ICR_ALL
    ipi_wait
    done

ap:
    rest

handler:
handler_end:
