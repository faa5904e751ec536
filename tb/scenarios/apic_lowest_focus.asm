;! A CPU in which the vector already waits is its focus and takes a lowest-priority message whatever its priority, unless SVR says no.
;! part   p6
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; CPU 3 holds one and takes the second, with the highest TPR of all; without focus check CPU 2 gets it, then CPU 3 its own
;! expect mem.0x600 == 0x4434
;! never  shutdown
org 0x8000
; CPU 3: interrupts come in only where 0x738 lets them, and 0x739 says that it was seen.
%macro each 0
    cmp esi, 3
    jne %%out
    cli
    mov al, [0x738]
    cmp al, 2
    jne %%not_off
    apic_write APIC_SVR, SVR_ON | SVR_NO_FOCUS
%%not_off:
    cmp al, 1
    jne %%shut
    sti
    nop
    nop
    cli
%%shut:
    mov [0x739], al
%%out:
%endmacro
%macro gate 1
    mov byte [0x738], %1
%%wait:
    cmp byte [0x739], %1
    jne %%wait
    settle
%endmacro
%macro send 0
    tprs 0x50103040
    mov byte [0x739], 0xff
    gate 0
    ipi ICR_FIXED | 0x61, 3
    ipi ICR_LOGICAL | ICR_LOWEST | 0x61, FLAT_ALL
    settle
    gate 1
    wait_dword 0x730, 2
    gate 2
    ipi ICR_FIXED | 0x61, 3
    ipi ICR_LOGICAL | ICR_LOWEST | 0x61, FLAT_ALL
    wait_dword 0x730, 3
    gate 1
    wait_dword 0x730, 4
%endmacro
%include "lib/apic_lowest.inc"
