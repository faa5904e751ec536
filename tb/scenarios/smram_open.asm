;! With G_SMRAME and D_OPEN a program outside SMM reads and writes SMRAM; D_OPEN without G_SMRAME opens nothing.
;! until  cpu0.halted == 1     within 2 ms
;! expect mch.smram == 0x42
; Open: the write reached the memory at A0000h and was read back; code there runs
;! expect mem.0xa0000 == 0x11112222
;! expect mem.0x604 == 0x11112222
;! expect mem.0x600 == 0x12
; D_OPEN alone: the write did not reach it, the read gave all ones
;! expect mem.0x608 == 0xffffffff
;! never  ev.smerr
org 0x8000
%include "lib/smm.inc"

    begin
    mov bx, 0xa000
    mov es, bx
    smram_write G_SMRAME | D_OPEN
    mov dword [es:0], 0x11112222
    mov eax, [es:0]
    mov [0x604], eax
    mov byte [es:0x10], 0xcb            ; RETF
    note 1
    call 0xa000:0x10
    note 2
    smram_write D_OPEN
    mov dword [es:0], 0x33334444
    mov eax, [es:0]
    mov [0x608], eax
    done
