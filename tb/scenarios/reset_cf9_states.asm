;! CF9h from each state: only RST_CPU going from 0 to 1 does something, INIT# with SYS_RST = 0, a reset with 1.
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.ev.init == 1
;! expect ev.plat_reset == 1
;! expect cpu0.ev.reset == 2
; Comparisons, and the first that failed
;! expect mem.0x610 == 7
;! expect mem.0x614 == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

%macro cf9 2
    mov dx, 0xcf9
    mov al, %1
    out dx, al
    in al, dx
    movzx eax, al
    same %2
%endmacro

    begin
    inc byte [0x620]
    cmp byte [0x620], 2
    je .after_init
    ja .after_reset
    cf9 0, 0
    cf9 2, 2
    mov al, 4
    out dx, al
    jmp $

.after_init:
    cf9 4, 4
    cf9 6, 6
    cf9 2, 2
    cf9 0, 0
    mov al, 6
    out dx, al
    jmp $

.after_reset:
    in al, dx
    mov dx, 0xcf9
    in al, dx
    movzx eax, al
    same 0
    done
