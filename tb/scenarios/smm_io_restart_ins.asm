;! I/O restart inside REP INSB, hit by an SMI from outside: the iteration runs again and nothing is stored twice.
;! hit: on ev.eos#1 +8 us  set board.ext_smi_n 0 for 300 ns
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.io_restart == 1
; The copies are one iteration back: ECX one more, EDI one less
;! expect mem.0x604 == 1
;! expect mem.0x608 == 1
; In the end: ECX 0 (with 100h added), EDI at the end, the last byte read from APM_STS, the one behind untouched
;! expect mem.0x60c == 0x100
;! expect mem.0x610 == 400
;! expect mem16.0x614 == 0xee77
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/smm.inc"

COUNT equ 400
BUFFER equ 0x20000

    begin
    install handler
    mov al, 0x77
    out APM_STS_PORT, al
    mov ax, BUFFER >> 4
    mov es, ax
    mov byte [es:COUNT], 0xee
    note 1
    smi_setup                           ; its EOS starts the clock of the SMI
    xor edi, edi
    mov ecx, COUNT
    mov dx, APM_STS_PORT
    cld
    rep insb
    note 3
    add ecx, 0x100
    mov [0x60c], ecx
    mov [0x610], edi
    mov ax, [es:COUNT - 1]
    mov [0x614], ax
    done

handler:
    note 2
    mov eax, [slot(MAP_IO_ECX)]
    sub eax, [slot(MAP_ECX)]
    mov [0x604], eax
    mov eax, [slot(MAP_EDI)]
    sub eax, [slot(MAP_IO_EDI)]
    mov [0x608], eax
    mov word [slot(MAP_IO)], 0x00ff
    rsm
handler_end:
