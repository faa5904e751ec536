;! Among CPUs of equal priority the highest arbitration ID takes a lowest-priority message; IDs rotate with each message.
;! part   p6
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; CPU 0 sends, so the IDs of the others rise with each message. After INIT and Start-Up they are 3, 4 and 5: CPU 3 takes
; ten until it holds 15 and then 1, CPU 2 one, CPU 1 one, then CPU 3 again
;! expect mem.0x720 == 0x12010100
; Takers 7 to 14, CPU numbers + 1
;! expect mem.0x640 == 0x44443244
;! never  shutdown
org 0x8000
%macro send 0
    tprs 0x20202050
    lowest 14
    mov eax, [0x600]
    mov [0x640], eax
    lowest 6
%endmacro
%include "lib/apic_lowest.inc"
