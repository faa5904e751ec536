;! TSEG with D_OPEN is memory for a program outside SMM and sets no E_SMERR; without G_SMRAME T_EN does nothing.
;! until  cpu0.halted == 1     within 2 ms
;! expect mem.0x604 == 0x11112222
;! expect mem.0x03f00000 == 0x33334444
; T_EN without G_SMRAME: ordinary memory
;! expect mem.0x608 == 0x33334444
;! expect mem.0x03f00004 == 0x55556666
;! expect mch.esmramc == 0x39
;! never  ev.smerr
org 0x8000
%include "lib/smm.inc"

    begin
    flat
    tseg_place
    mov dword [dword TSEG], 0x11112222
    esmramc_write T_EN
    smram_write G_SMRAME | D_OPEN
    mov eax, [dword TSEG]
    mov [0x604], eax
    mov dword [dword TSEG], 0x33334444
    smram_write 0
    mov eax, [dword TSEG]
    mov [0x608], eax
    mov dword [dword TSEG + 4], 0x55556666
    done
