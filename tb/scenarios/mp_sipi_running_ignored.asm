;! A Start-Up message to a running CPU is ignored, and is not kept for later either.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect cpu1.ev.sipi_lost == 1
;! expect cpu1.ev.start == 1
;! expect cpu1.ev.sipi_lost before cpu1.ev.init
;! expect cpu1.ev.init == 1
; Arrivals at the start of the program; CPU 1 after INIT waits again
;! expect mem.0x6e0 == 1
;! expect cpu1.wait_sipi == 1
; It went on counting
;! expect mem.0x640 != 0
;! never  shutdown
org 0x8000
%define CPUS 2
%include "lib/mp.inc"

bsp:
    start_others
    sipi 1
    wait_clks 8000
    mov ecx, [0x724]
    wait_clks 8000
    mov eax, [0x724]
    sub eax, ecx
    mov [0x640], eax
    ipi ICR_INIT, 1
    wait_clks 8000
    done

ap:
    inc dword [0x720 + esi * 4]
    jmp ap

handler:
handler_end:
