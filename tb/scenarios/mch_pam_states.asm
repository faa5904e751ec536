;! Each of the 13 segments of C0000-FFFFF has its own two PAM bits: reads and writes go to DRAM or not, one by one.
; 13 segments in 4 states, both ends of each, while all others are 00 and then while all others are 11
;! until  cpu0.halted == 1     within 10 ms
;! expect mem16.0x604 == 208
;! expect mem16.0x606 == 0
; What is there last, behind F0000: the last write that state 11 let through
;! expect mem.0xffffc == 0x600d0003
;! expect mem.0xf0000 == 0x600d0003
;! expect mem.0xbfffc == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    flat
    mov ebp, 0x00000000                 ; the others
    call all_segments
    mov ebp, 0x33333333
    call all_segments
    done

; What each state must show: a write of ECX over 5EED0000h, then a read.
;   00 FFFFFFFFh or the ROM, 5EED0000h behind; 01 5EED0000h; 10 FFFFFFFFh or the ROM, ECX behind; 11 ECX
all_segments:
    mov si, segments
.segment:
    mov cl, 0
.state:
    mov edi, [si]
    call one
    mov edi, [si + 4]
    call one
    inc cl
    cmp cl, 4
    jb .state
    add si, 10
    cmp si, segments_end
    jb .segment
    ret

; EDI address, SI row, CL state. Changes EAX, EBX, EDX.
one:
    inc word [0x604]
    mov ebx, 0x33333333                 ; all DRAM, to prepare
    call set_all
    mov dword [edi], 0x5eed0000
    mov ebx, ebp
    call set_all
    mov bl, cl                          ; the state in its nibble
    mov bh, 0xfc
    cmp byte [si + 9], 0
    je .low
    shl bl, 4
    mov bh, 0xcf
.low:
    movzx edx, byte [si + 8]            ; register
    mov eax, edx
    and eax, 0xfc
    or eax, MCH
    push dx
    mov dx, 0xcf8
    out dx, eax
    pop dx
    and dx, 3
    add dx, 0xcfc
    in al, dx
    and al, bh
    or al, bl
    out dx, al
    mov eax, 0x600d0000
    mov al, cl
    mov [edi], eax
    mov edx, [edi]                      ; what a read shows
    test cl, 1
    jz .from_dmi
    mov ebx, 0x5eed0000
    test cl, 2
    jz .shown
    mov ebx, eax
.shown:
    cmp edx, ebx
    jne .wrong
    jmp .behind
.from_dmi:
    cmp edx, 0xffffffff                 ; the ROM is blank at both ends of its 64 KB
    jne .wrong
.behind:
    mov ebx, 0x33333333                 ; and what is behind
    push eax
    call set_all
    pop eax
    mov ebx, 0x5eed0000
    test cl, 2
    jz .kept
    mov ebx, eax
.kept:
    cmp [edi], ebx
    jne .wrong
    ret
.wrong:
    inc word [0x606]
    ret

; PAM0 to PAM3 and PAM4 to PAM6 from EBX; LAC stays 0. Changes EAX, EDX.
set_all:
    cfg_write32 MCH, PAM0, ebx
    cfg_at MCH, PAM0 + 4
    mov eax, ebx
    and eax, 0x00ffffff
    out dx, eax
    ret

; first dword, last dword, register, high nibble
segments:
    dd 0xc0000, 0xc3ffc
    db PAM0 + 1, 0
    dd 0xc4000, 0xc7ffc
    db PAM0 + 1, 1
    dd 0xc8000, 0xcbffc
    db PAM0 + 2, 0
    dd 0xcc000, 0xcfffc
    db PAM0 + 2, 1
    dd 0xd0000, 0xd3ffc
    db PAM0 + 3, 0
    dd 0xd4000, 0xd7ffc
    db PAM0 + 3, 1
    dd 0xd8000, 0xdbffc
    db PAM0 + 4, 0
    dd 0xdc000, 0xdfffc
    db PAM0 + 4, 1
    dd 0xe0000, 0xe3ffc
    db PAM0 + 5, 0
    dd 0xe4000, 0xe7ffc
    db PAM0 + 5, 1
    dd 0xe8000, 0xebffc
    db PAM0 + 6, 0
    dd 0xec000, 0xefffc
    db PAM0 + 6, 1
    dd 0xf0000, 0xffffc
    db PAM0, 1
segments_end:
