;! An INIT message stops a running CPU until its next Start-Up message; the sender runs on.
;! part   p6
;! cpus   3
;! expect ich9.post == 0xd0
;! expect cpu1.ev.init == 1
;! expect cpu1.ev.start == 2
;! expect cpu1.ev.start#1 before cpu1.ev.init#1
;! expect cpu1.ev.init#1 before cpu1.ev.start#2
; While it waits for its Start-Up message it counts no further; CPU 2 does
;! expect mem.0x640 == 0
;! expect mem.0x644 != 0
;! expect mem.0x6e0 == 3
;! never  cpu0.ev.init
;! never  cpu2.ev.init
;! never  smi_latched
;! never  shutdown
org 0x8000
%define CPUS 3
%include "lib/mp.inc"

bsp:
    start_others
    wait_flag 0x711
    wait_flag 0x712
    ipi ICR_INIT, 1
    wait_clks 2000                      ; until it has stopped
    mov ecx, [0x724]
    mov edi, [0x728]
    wait_clks 8000
    mov eax, [0x724]
    sub eax, ecx
    mov [0x640], eax
    mov eax, [0x728]
    sub eax, edi
    mov [0x644], eax
    sipi 1
    mov byte [0x710], 1
    done

ap:
    mov byte [0x710 + esi], 1
.count:
    inc dword [0x720 + esi * 4]
    cmp byte [0x710], 0
    je .count
    rest

handler:
handler_end:
