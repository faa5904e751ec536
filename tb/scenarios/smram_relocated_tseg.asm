;! SMBASE moved to TSEG: the handler runs there with its save map, closed and locked to everything outside SMM.
;! part   p6
;! until  cpu0.halted == 1     within 5 ms
;! expect cpu0.smbase == 0x03f00000
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.smm_exit == 2
;! expect mch.smram == 0x1a
;! expect mem.0x600 == 0x1234
; The save map is in TSEG: SMBASE, and EAX of the second SMI
;! expect mem.0x03f0fef8 == 0x03f00000
;! expect mem.0x03f0ffd0 == 0x55aa55aa
; CS selector is SMBASE >> 4, cut to 16 bits; a constant of the handler, read through CS
;! expect mem16.0x604 == 0
;! expect mem.0x608 == 0x7e5e6000
; The program sees nothing of it, and its look is an error
;! expect mem.0x60c == 0xffffffff
;! expect mch.esmramc == 0x79
;! expect ev.smerr == 1
org 0x8000
%include "lib/smm.inc"

    begin
    mov word [0x604], 0xffff
    install relocate
    flat
    tseg_place
    install_high handler, TSEG + HANDLER
    smram_write G_SMRAME
    esmramc_write T_EN
    smram_write G_SMRAME | D_LCK
    smi_setup
    note 1
    apm_write 1
    mov eax, 0x55aa55aa
    out APM_CNT_PORT, al
    note 4
    mov eax, [dword TSEG + HANDLER]
    mov [0x60c], eax
    done

relocate:
    note 2
    mov dword [slot(MAP_SMBASE)], TSEG
    smi_ack
    rsm
relocate_end:

handler:
    note 3
    mov [0x604], cs
    mov eax, [cs:HANDLER + (.data - handler)]
    mov [0x608], eax
    smi_ack
    rsm
.data:
    dd 0x7e5e6000
handler_end:
