;! While the hole at 15 MB is open F00000-FFFFFF goes to DMI; the DRAM behind it keeps what it holds.
;! until  cpu0.halted == 1     within 2 ms
; Open: both ends read all ones, writes are lost; the neighbours are DRAM
;! expect mem.0x604 == 0xffffffff
;! expect mem.0x608 == 0xffffffff
;! expect mem.0x60c == 0x11110000
;! expect mem.0x610 == 0x11113333
; Closed again
;! expect mem.0x614 == 0x11111111
;! expect mem.0x00f00000 == 0x11111111
;! expect mem.0x00fffffc == 0x11112222
;! expect mch.lac == 0
org 0x8000
%include "lib/smm.inc"

    begin
    flat
    cfg_write16 MCH, TOLUD, 0x0400
    mov dword [dword 0xeffffc], 0x11110000
    mov dword [dword 0xf00000], 0x11111111
    mov dword [dword 0xfffffc], 0x11112222
    mov dword [dword 0x1000000], 0x11113333
    cfg_write8 MCH, LAC, HEN
    mov dword [dword 0xf00000], 0x0badbad0
    mov dword [dword 0xfffffc], 0x0badbad0
    mov eax, [dword 0xf00000]
    mov [0x604], eax
    mov eax, [dword 0xfffffc]
    mov [0x608], eax
    mov eax, [dword 0xeffffc]
    mov [0x60c], eax
    mov eax, [dword 0x1000000]
    mov [0x610], eax
    cfg_write8 MCH, LAC, 0
    mov eax, [dword 0xf00000]
    mov [0x614], eax
    done
