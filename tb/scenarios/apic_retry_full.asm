;! A CPU that holds two interrupts of a vector answers the third with retry: the sender tries again until it fits, and others use the bus meanwhile.
;! part   p6
;! cpus   3
;! until  ich9.post == 0xd0    within 5 ms
; Delivery status of CPU 0 after each of three messages
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0
;! expect mem.0x648 == 0x1000
;! expect mem.0x710 == 2
; Meanwhile CPU 2 sent one of another vector to CPU 1; that of CPU 0 still waits
;! expect mem.0x714 == 0x1000
; ESR of CPU 0: a retry is no error
;! expect mem.0x64c == 0
; CPU 1 let interrupts in: delivery status, interrupts
;! expect mem.0x650 == 0
;! expect mem.0x654 == 3
;! expect cpu0.ev.apic_msg == 5
;! expect cpu2.ev.apic_msg == 1
;! expect cpu1.ev.intr == 4
;! never  shutdown
org 0x8000
%define CPUS 3
%include "lib/mp.inc"
%include "lib/apic_test.inc"

%macro send_keep 0
    apic_write APIC_ICR_HI, 1 << 24
    apic_write APIC_ICR, ICR_FIXED | ICR_ASSERT | 0x41
    settle
    apic_read APIC_ICR
    and eax, ICR_BUSY
    keep
%endmacro

bsp:
    vector 0x41, routine
    vector 0x51, other
    start_others
    apic_write APIC_ESR, 0
    send_keep
    send_keep
    send_keep
    mov byte [0x700], 1                 ; CPU 2 sends
    wait_dword 0x710, 2
    settle
    keep_errors
    mov eax, [dword APIC_ICR]
    and eax, ICR_BUSY
    mov [0x714], eax
    mov byte [0x701], 1                 ; CPU 1 lets in
    settle
    apic_read APIC_ICR
    and eax, ICR_BUSY
    keep
    mov eax, [0x718]
    keep
    done

ap:
    cmp esi, 2
    je .sender
.wait:
    cmp byte [0x701], 1
    jne .wait
    sti
.rest:
    hlt
    jmp .rest
.sender:
    cmp byte [0x700], 1
    jne .sender
    ipi ICR_FIXED | 0x51, 1
    mov dword [0x710], 2
    rest

routine:
    inc dword [0x718]
    eoi
    iret
other:
    eoi
    iret

handler:
    rsm
handler_end:
