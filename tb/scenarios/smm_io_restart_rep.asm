;! I/O restart inside REP OUTSB: the iteration runs again with the count and pointer it had.
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.io_restart == 1
;! expect ev.apm_write == 3
;! expect cpu0.ev.smm_enter == 3
; What was written, in order: the first byte twice
;! expect mem.0x604 == 0xffa1a1b2
; Saved ECX and its copy, saved ESI and its copy (from the buffer on), in the first SMI
;! expect mem.0x610 == 1
;! expect mem.0x614 == 2
;! expect mem.0x618 == 1
;! expect mem.0x61c == 0x100
; ECX (with 100h added) and ESI - buffer after the instruction
;! expect mem.0x620 == 0x100
;! expect mem.0x624 == 2
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    mov dword [0x604], 0xffffffff
    cld
    mov dx, APM_CNT_PORT
    mov ecx, 2
    mov esi, buffer
    rep outsb
    add ecx, 0x100
    mov [0x620], ecx
    sub esi, buffer
    mov [0x624], esi
    done
buffer:
    db 0xa1, 0xb2

handler:
    in al, APM_CNT_PORT
    shl dword [0x604], 8
    mov [0x604], al
    cmp byte [0x610], 0
    jne .later
    mov eax, [slot(MAP_ECX)]
    mov [0x610], eax
    mov eax, [slot(MAP_IO_ECX)]
    mov [0x614], eax
    mov eax, [slot(MAP_ESI)]
    sub eax, buffer
    mov [0x618], eax
    mov eax, [slot(MAP_IO_ESI)]
    sub eax, buffer - 0x100
    mov [0x61c], eax
    mov word [slot(MAP_IO)], 0x00ff
.later:
    smi_ack
    rsm
handler_end:
