;! The handler in closed, locked SMRAM at A8000h: entered, run and left, with its save map there, unseen from outside.
;! until  cpu0.halted == 1     within 5 ms
;! expect mch.smram == 0x1a
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.smm_exit == 2
;! expect mem.0x600 == 0x1234
; The save map in SMRAM, and what the program sees of it
;! expect mem.0xafef8 == 0xa0000
;! expect mem.0x604 == 0xffffffff
org 0x8000
%include "lib/smm.inc"

    begin
    install relocate
    smram_write G_SMRAME | D_OPEN
    install handler, 0xa8000
    smram_write G_SMRAME | D_LCK
    smi_setup
    note 1
    apm_write 1
    apm_write 2
    note 4
    mov bx, 0xa000
    mov es, bx
    mov eax, [es:0xfef8]
    mov [0x604], eax
    done

relocate:
    note 2
    mov dword [slot(MAP_SMBASE)], 0xa0000
    smi_ack
    rsm
relocate_end:

handler:
    note 3
    smi_ack
    rsm
handler_end:
