;! With entry_ack_smmem 0 SMMEM# is high in the SMI acknowledge of entry and falls when it is done, before the first save.
;! part   p6
;! param  entry_ack_smmem 0
;! until  cpu0.smiact.state == ENTER_ACK  within 2 ms
; The entry acknowledge is made without SMMEM#
;! expect cpu0.smiact.smmem_n == 1
;! until  mch.in_smm == 1      within 2 us
;! expect cpu0.smiact.smmem_n == 1
;! expect cpu0.ev.special == 1
;! until  cpu0.smiact.state == ENTER_GAP  within 2 us
;! expect cpu0.smiact.smmem_n == 0
;! expect mem.0x3fffc == 0xeeeeeeee
;! expect cpu0.smm == 0
;! until  cpu0.smm == 1        within 2 ms
;! expect mem.0x3fffc == 0x60000010
;! until  cpu0.smiact.state == LEAVE_ACK  within 2 ms
;! expect cpu0.smiact.smmem_n == 1
;! until  cpu0.smm == 0        within 2 ms
;! expect cpu0.ev.special == 2
;! until  cpu0.halted == 1     within 2 ms
;! expect mem.0x600 == 0x123
; The handler reached SMRAM at A0000h, so its accesses carried SMMEM#
;! expect mem.0xa0000 == 0x600dda7a
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    mov ax, (DEFAULT_SMBASE + 0xff00) >> 4
    mov es, ax
    mov dword [es:0xfc], 0xeeeeeeee     ; slot 7FFC, the first to be written
    smram_write G_SMRAME
    smi_setup
    note 1
    apm_write 1
    note 3
    done

handler:
    note 2
    mov ax, 0xa000
    mov es, ax
    mov dword [es:0], 0x600dda7a
    smi_ack
    rsm
handler_end:
