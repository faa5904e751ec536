;! HSEG: FEDA0000h shows the memory at A0000h in SMM; from outside it is closed and sets E_SMERR; A0000h is off.
;! until  cpu0.halted == 1     within 2 ms
; Outside: reads all ones, write lost, E_SMERR, cleared by writing 1
;! expect mem.0x604 == 0xffffffff
;! expect mem.0xa0000 == 0x11112222
;! expect mem8.0x608 == 0xf8
;! expect mem8.0x609 == 0xb8
; Inside: read and written through FEDA0000h; both ends of the range
;! expect mem.0x60c == 0x11112222
;! expect mem.0xa0004 == 0x77778888
;! expect mem.0xbfffc == 0x9999aaaa
; Inside, A0000h with H_SMRAME is the video range
;! expect mem.0x610 == 0xffffffff
;! expect mem.0xa0008 == 0
;! expect mem8.0x614 == 0xb8
;! expect ev.smerr == 1
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    flat
    smi_setup
    smram_write G_SMRAME | D_OPEN
    mov dword [dword 0xa0000], 0x11112222
    smram_write G_SMRAME
    esmramc_write H_SMRAME
    mov eax, [dword HSEG]
    mov [0x604], eax
    mov dword [dword HSEG], 0x33334444
    cfg_read8 MCH, ESMRAMC
    mov [0x608], al
    esmramc_write H_SMRAME | E_SMERR
    cfg_read8 MCH, ESMRAMC
    mov [0x609], al
    note 1
    apm_write 1
    note 3
    done

handler:
    note 2
    mov eax, [dword HSEG]
    mov [0x60c], eax
    mov dword [dword HSEG + 4], 0x77778888
    mov dword [dword HSEG + 0x1fffc], 0x9999aaaa
    mov eax, [dword 0xa0000]
    mov [0x610], eax
    mov dword [dword 0xa0008], 0x0badbad0
    cfg_read8 MCH, ESMRAMC
    mov [0x614], al
    smi_ack
    rsm
handler_end:
