;! REP OUTSB to APM_CNT: an SMI after each iteration, each with its own count and pointer in the map.
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.apm_write == 3
;! expect cpu0.ev.smm_enter == 3
; APM_CNT as the three handlers saw it:
;! expect mem.0x604 == 0xffa1b2c3
; Saved ECX and ESI - buffer of each, and EIP - the REP OUTSB: on it twice, behind its two bytes in the end:
;! expect mem.0x610 == 0xff020100
;! expect mem.0x614 == 0xff010203
;! expect mem.0x618 == 0xff000002
;! expect mem.0x600 == 0x12223
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    mov eax, -1
    mov [0x604], eax
    mov [0x610], eax
    mov [0x614], eax
    mov [0x618], eax
    note 1
    cld
    mov dx, APM_CNT_PORT
    mov ecx, 3
    mov esi, buffer
the_outs:
    rep outsb
    note 3
    done
buffer:
    db 0xa1, 0xb2, 0xc3

; Shifts the low byte of EAX into a row of bytes.
%macro row 1
    shl dword [%1], 8
    mov [%1], al
%endmacro

handler:
    note 2
    in al, APM_CNT_PORT
    row 0x604
    mov al, [slot(MAP_ECX)]
    row 0x610
    mov eax, [slot(MAP_ESI)]
    sub eax, buffer
    row 0x614
    mov eax, [slot(MAP_EIP)]
    sub eax, the_outs
    row 0x618
    smi_ack
    rsm
handler_end:
