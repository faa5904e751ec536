;! Closed SMRAM cannot be reached from outside SMM: writes are lost, reads give all ones; inside SMM it can.
;! until  cpu0.halted == 1     within 2 ms
;! expect mch.smram == 0x0a
; Outside: what was written while it was open is still there, and cannot be read
;! expect mem.0xa0000 == 0x11112222
;! expect mem.0x604 == 0xffffffff
; Both ends of the range, and its neighbours, which are no SMRAM
;! expect mem.0xbfff8 == 0
;! expect mem.0x9fffc == 0x55556666
;! expect mem.0xc0000 == 0x77778888
; Inside: read and written
;! expect mem.0x608 == 0x11112222
;! expect mem.0xa0004 == 0x99990000
;! expect mem.0xbfffc == 0x9999ffff
;! expect cpu0.ev.smm_enter == 1
; The A/B range has no error bit:
;! expect mch.esmramc == 0x38
;! never  ev.smerr
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    mov bx, 0xa000
    mov es, bx
    mov bx, 0xb000
    mov fs, bx
    mov bx, 0x9000
    mov gs, bx
    smram_write G_SMRAME | D_OPEN
    mov dword [es:0], 0x11112222
    smram_write G_SMRAME
    mov dword [es:0], 0x33334444
    mov dword [fs:0xfff8], 0x33334444
    mov dword [gs:0xfffc], 0x55556666
    mov eax, [es:0]
    mov [0x604], eax
    pam_write 1, 0x03
    mov bx, 0xc000
    mov es, bx
    mov dword [es:0], 0x77778888
    apm_write 1
    done

handler:
    mov eax, [dword 0xa0000]
    mov [0x608], eax
    mov dword [dword 0xa0004], 0x99990000
    mov dword [dword 0xbfffc], 0x9999ffff
    smi_ack
    rsm
handler_end:
