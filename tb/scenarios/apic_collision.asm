;! Two CPUs send at once on the serial APIC bus: arbitration picks one, the other sends at the next idle, nothing is lost.
;! modes  fast,cycle,auto who wins the bus depends on when each sends
;! part   p6
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; Both senders got two IPIs through in each round; each target counted all of them
;! expect mem.0x710 == 32
;! expect mem.0x714 == 32
;! expect cpu0.ev.apic_msg >= 32
;! expect cpu1.ev.apic_msg == 32
;! expect ev.apic_lost >= 1
;! never  shutdown
org 0x8000
%define CPUS 4
%include "lib/mp.inc"

ROUNDS equ 16

bsp:
    vector 0x40, counter2
    vector 0x41, counter3
    start_others
    mov byte [0x720], 1                 ; go
    mov cx, ROUNDS
.next:
    ipi ICR_FIXED | 0x40, 2
    ipi ICR_FIXED | 0x41, 3
    loop .next
.all:
    cmp dword [0x710], 2 * ROUNDS
    jne .all
    cmp dword [0x714], 2 * ROUNDS
    jne .all
    done

ap:
    cmp esi, 1
    je second
    sti
.wait:
    hlt
    jmp .wait

second:
    cmp byte [0x720], 1
    jne second
    mov cx, ROUNDS
.next:
    ipi ICR_FIXED | 0x41, 3
    ipi ICR_FIXED | 0x40, 2
    loop .next
    rest

counter2:
    inc dword [0x710]
    apic_write APIC_EOI, 0
    iret
counter3:
    inc dword [0x714]
    apic_write APIC_EOI, 0
    iret

handler:
    rsm
handler_end:
