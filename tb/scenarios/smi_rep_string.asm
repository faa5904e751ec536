;! An SMI between two iterations of REP STOSB: the map shows how far it is, and RSM goes on with the rest.
;! hit: on ev.eos#1 +5 us  set board.ext_smi_n 0 for 300 ns
;! until  cpu0.halted == 1     within 5 ms
;! expect cpu0.ev.smm_enter == 1
; EIP on the REP; ECX and EDI add up to the length; neither of them is at an end:
;! expect mem.0x604 == 0x10
;! expect mem.0x608 == 0x2000
;! expect mem8.0x60c == 1
;! expect mem8.0x60d == 1
; The byte before EDI is written, the one at EDI is not:
;! expect mem8.0x610 == 0x5a
;! expect mem8.0x611 == 0xa5
; In the end ECX is 0, EDI is at the end, and 2000h bytes and no more are written:
;! expect mem.0x614 == 0x100
;! expect mem.0x618 == 0x2000
;! expect mem.0x61c == 0x2000
;! expect mem8.0x22000 == 0xa5
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/smm.inc"

LENGTH equ 0x2000
BUFFER equ 0x20000

    begin
    install handler
    mov ax, BUFFER >> 4
    mov es, ax
    xor edi, edi
    mov ecx, LENGTH / 4 + 1
    mov eax, 0xa5a5a5a5
    cld
    rep stosd
    note 1
    xor edi, edi
    mov ecx, LENGTH
    smi_setup                           ; its EOS starts the clock of the SMI
    mov al, 0x5a
the_rep:
    rep stosb
    note 3
    add ecx, 0x100
    mov [0x614], ecx
    mov [0x618], edi
    xor edi, edi
    mov ecx, LENGTH
    mov al, 0x5a
    repe scasb
    jne .short
    mov [0x61c], edi
.short:
    done

handler:
    note 2
    mov eax, [slot(MAP_EIP)]
    sub eax, the_rep - 0x10
    mov [0x604], eax
    mov ecx, [slot(MAP_ECX)]
    mov edi, [slot(MAP_EDI)]
    lea eax, [ecx + edi]
    mov [0x608], eax
    test ecx, ecx
    setnz [0x60c]
    test edi, edi
    setnz [0x60d]
    mov ax, [dword BUFFER + edi - 1]
    mov [0x610], ax
    rsm
handler_end:
