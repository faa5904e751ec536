;! The time-stamp counter runs in every mode, and RESET# clears it.
;! part   p6
;! hit: on cpu0.ev.halt#1 +500 us set board.reset_n 0 for 1 us
;! until  ich9.post == 0xd0    within 5 ms
; 1000 loops take 1000 clocks or more:
;! expect mem.0x604 >= 1000
; 500 us are 200,000 clocks; after the reset the count is far below that.
;! expect mem.0x608 <= 20000
org 0x8000
%include "lib/smm.inc"

    begin
    cmp byte [0x704], 1
    je again
    mov byte [0x704], 1
    rdtsc
    mov ebx, eax
    mov cx, 1000
.wait:
    loop .wait
    rdtsc
    sub eax, ebx
    mov [0x604], eax
    rest

again:
    rdtsc
    mov [0x608], eax
    done
