;! F0000 is the ROM after reset; PAM 10 lets a copy be made in the DRAM behind it, 01 shows and protects it, 11 opens it.
; PAM0 after reset and at the end; the jump at the reset vector, which the ROM holds, read in the states 00, 10, 01, 11
;! until  cpu0.halted == 1     within 2 ms
;! expect mem8.0x650 == 0
;! expect mem8.0x651 == 0x30
;! expect mem.0x610 == 0x008000ea
;! expect mem.0x614 == 0x008000ea
;! expect mem.0x618 == 0x008000ea
;! expect mem.0x61c == 0x008000ea
;! expect mem.0xffff0 == 0x008000ea
; F0100, blank in the ROM: written in each state and read back at once
;! expect mem.0x620 == 0xffffffff
;! expect mem.0x624 == 0xffffffff
;! expect mem.0x628 == 0x22222222
;! expect mem.0x62c == 0x44444444
;! expect mem.0xf0100 == 0x44444444
; Code in the copy runs
;! expect mem16.0x630 == 1
; SMM sees what the program sees, first the ROM, then the copy
;! expect mem.0x640 == 0xffffffff
;! expect mem.0x644 == 0x22222222
;! expect mem.0x600 == 0x1232
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

JUMP   equ 0xfff0                       ; in segment F000h
BLANK  equ 0x0100
CODE   equ 0x0200

; try N, value: reads the jump, then writes the blank dword and reads it back.
%macro try 2
    mov eax, [es:JUMP]
    mov [0x610 + 4 * (%1)], eax
    mov dword [es:BLANK], %2
    mov eax, [es:BLANK]
    mov [0x620 + 4 * (%1)], eax
%endmacro

    begin
    install handler
    smi_setup
    mov bx, 0xf000
    mov es, bx
    cfg_read8 MCH, PAM0
    mov [0x650], al
    try 0, 0x11111111
    mov bp, 0x640                       ; where the handler puts what it sees

    pam_write 0, 0x20
    mov eax, [es:JUMP]
    mov [es:JUMP], eax
    mov dword [es:CODE], 0x063006ff     ; inc word [0x630]
    mov byte [es:CODE + 4], 0xcb        ; retf
    try 1, 0x22222222
    note 1
    apm_write 1

    pam_write 0, 0x10
    try 2, 0x33333333
    call 0xf000:CODE
    mov bp, 0x644
    note 3
    apm_write 1

    pam_write 0, 0x30
    try 3, 0x44444444
    cfg_read8 MCH, PAM0
    mov [0x651], al
    done

handler:
    note 2
    mov eax, [dword 0xf0000 + BLANK]
    mov [bp], eax
    smi_ack
    rsm
handler_end:
