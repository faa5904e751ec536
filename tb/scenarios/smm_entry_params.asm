;! The disputed entry values: with their parameters DR7 is 0, DR6 cleared, IDTR zeroed and CS 3000h on any part.
;! param  dr7_at_entry 0
;! param  dr6_cleared 1
;! param  idtr_zeroed 1
;! param  cs_selector_3000 1
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 2
;! expect mem.0x604 == 0
;! expect mem.0x608 == 0xffff0ff0
;! expect mem16.0x60c == 0
;! expect mem.0x60e == 0
;! expect mem16.0x614 == 0x3000
; The program has its own values back after RSM:
;! expect mem.0x618 == 0x700
;! expect mem.0x61c == 0xffff4ff1
;! expect mem16.0x620 == 0x7f
;! expect mem.0x622 == 0x1230
;! expect mem.0x600 == 0x1234
org 0x8000
%include "lib/smm.inc"

NEW_SMBASE equ 0x50000

    begin
    mov di, 0x604
    mov cx, 0x40
    mov al, 0xee
    cld
    rep stosb
    install relocate
    install handler, NEW_SMBASE + HANDLER
    smi_setup
    note 1
    apm_write 1
    mov eax, 0x700
    mov dr7, eax
    mov eax, 0xffff4ff1
    mov dr6, eax
    lidt [idtr]
    apm_write 2
    mov eax, dr7
    mov [0x618], eax
    mov eax, dr6
    mov [0x61c], eax
    o32 sidt [0x620]
    note 4
    done
idtr:
    dw 0x7f
    dd 0x1230

relocate:
    note 2
    mov dword [slot(MAP_SMBASE)], NEW_SMBASE
    smi_ack
    rsm
relocate_end:

handler:
    note 3
    mov eax, dr7
    mov [0x604], eax
    mov eax, dr6
    mov [0x608], eax
    o32 sidt [0x60c]
    mov [0x614], cs
    smi_ack
    rsm
handler_end:
