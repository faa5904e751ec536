;! D_CLS closes TSEG to data in SMM too (82925X); data is invalid, which is no E_SMERR.
;! until  cpu0.halted == 1     within 2 ms
;! expect mem.0x604 == 0x11112222
;! expect mem.0x608 == 0xffffffff
;! expect mem.0x60c == 0x11112222
;! expect mem.0x03f00000 == 0x11112222
;! expect mem.0x600 == 0x123
;! never  ev.smerr
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    flat
    smi_setup
    tseg_place
    mov dword [dword TSEG], 0x11112222
    smram_write G_SMRAME
    esmramc_write T_EN
    smram_write G_SMRAME | D_LCK        ; D_CLS is not locked
    note 1
    apm_write 1
    note 3
    done

handler:
    note 2
    mov eax, [dword TSEG]
    mov [0x604], eax
    smram_write D_CLS
    mov eax, [dword TSEG]
    mov [0x608], eax
    mov dword [dword TSEG], 0x0badbad0
    smram_write 0
    mov eax, [dword TSEG]
    mov [0x60c], eax
    smi_ack
    rsm
handler_end:
