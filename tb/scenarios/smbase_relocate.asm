;! A new SMBASE in the map takes effect at the next SMI: this RSM still reads the old area.
;! part   p6
;! until  ich9.post == 0x11    within 2 ms
; Written to the map, but not yet taken over:
;! expect cpu0.smbase == 0x30000
;! until  ich9.post == 0x22    within 2 ms
;! expect cpu0.smbase == 0x48000
;! expect cpu0.ev.smm_enter == 1
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smbase == 1
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.rsm#1 before cpu0.ev.smbase
; Program 1, handler at 38000h 2, program 3, handler at 50000h 4, program 5:
;! expect mem.0x600 == 0x12345
; The first area has EAX 5501h, the second 5502h and SMBASE 48000h; until the second SMI that was EEEEEEEEh:
;! expect mem.0x3ffd0 == 0x5501
;! expect mem.0x57fd0 == 0x5502
;! expect mem.0x57ef8 == 0x48000
;! expect mem.0x604 == 0xeeeeeeee
; CS selector in the second handler
;! expect mem16.0x608 == 0x4800
org 0x8000
%include "lib/smm.inc"

NEW_SMBASE equ 0x48000

    begin
    mov ax, (NEW_SMBASE + 0xfe00) >> 4
    mov es, ax
    xor di, di
    mov cx, 0x200
    mov al, 0xee
    cld
    rep stosb
    install relocate
    install handler, NEW_SMBASE + HANDLER
    smi_setup
    note 1
    mov eax, 0x5501
    out APM_CNT_PORT, al
    note 3
    mov ax, (NEW_SMBASE + 0xff00) >> 4
    mov es, ax
    mov eax, [es:0xd0]
    mov [0x604], eax
    post 0x22
    mov eax, 0x5502
    out APM_CNT_PORT, al
    note 5
    done

relocate:
    note 2
    mov dword [slot(MAP_SMBASE)], NEW_SMBASE
    post 0x11
    smi_ack
    rsm
relocate_end:

handler:
    note 4
    mov [0x608], cs
    smi_ack
    rsm
handler_end:
