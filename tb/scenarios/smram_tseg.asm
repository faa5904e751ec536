;! Closed TSEG: from outside SMM reads give all ones, writes are lost and E_SMERR is set; inside SMM it is memory.
;! until  cpu0.halted == 1     within 2 ms
; Before T_EN it is ordinary memory; then outside: read, write lost, E_SMERR, and cleared by writing 1
;! expect mem.0x604 == 0xffffffff
;! expect mem.0x03f00000 == 0x11112222
;! expect mem8.0x608 == 0x79
;! expect mem8.0x609 == 0x39
; The last dword below TSEG is no TSEG and sets no error, its own last dword is
;! expect mem8.0x611 == 0x39
;! expect mem.0x03effffc == 0x55556666
;! expect mem.0x03fffffc == 0
; Inside: read, written, no error
;! expect mem.0x60c == 0x11112222
;! expect mem.0x03f00004 == 0x77778888
;! expect mem8.0x610 == 0x39
;! expect ev.smerr == 2
;! expect mch.esmramc == 0x79
;! expect mem.0x600 == 0x123
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
    mov dword [dword TSEG - 4], 0x55556666
    cfg_read8 MCH, ESMRAMC
    mov [0x611], al
    mov eax, [dword TSEG]
    mov [0x604], eax
    mov dword [dword TSEG], 0x33334444
    cfg_read8 MCH, ESMRAMC
    mov [0x608], al
    esmramc_write T_EN | E_SMERR
    cfg_read8 MCH, ESMRAMC
    mov [0x609], al
    note 1
    apm_write 1
    note 3
    mov dword [dword TSEG + 0xffffc], 0x33334444
    done

handler:
    note 2
    mov eax, [dword TSEG]
    mov [0x60c], eax
    mov dword [dword TSEG + 4], 0x77778888
    cfg_read8 MCH, ESMRAMC
    mov [0x610], al
    smi_ack
    rsm
handler_end:
