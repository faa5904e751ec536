;! An NMI message to a CPU that waits for its Start-Up message is kept and delivered when it starts.
;! part   p6
;! cpus   2
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu1.ev.nmi == 1
;! expect cpu1.ev.start before cpu1.ev.nmi
;! expect mem8.0x701 == 1
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"

bsp:
    vector 2, nmi
    ipi ICR_NMI, 1
    wait_clks 4000
    start_others
    wait_flag 0x701
    done

ap:
    rest

nmi:
    mov byte [0x701], 1
    iret

handler:
    rsm
handler_end:
