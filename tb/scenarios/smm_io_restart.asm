;! With FFh in the I/O restart slot RSM runs the OUT again; with 00h it goes on behind it.
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.io_restart == 1
;! expect ev.apm_write == 2
;! expect cpu0.ev.smm_enter == 2
; Program 1, handlers 2 and 3, program 4:
;! expect mem.0x600 == 0x1234
; The second OUT wrote what the first handler had put into the EAX slot:
;! expect ich9.apm_cnt == 0x77
; In both SMIs: the restart word at entry (with 1000h added), saved EIP and the copy of EIP, from the OUT on
;! expect mem.0x604 == 0x1000
;! expect mem.0x608 == 2
;! expect mem.0x60c == 0x100
;! expect mem.0x614 == 0x1000
;! expect mem.0x618 == 2
;! expect mem.0x61c == 0x100
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    mov ax, (DEFAULT_SMBASE + 0xff00) >> 4
    mov es, ax
    mov dword [es:0], 0xeeeeeeee        ; slots 7F00 and 7F02
    smi_setup
    note 1
    apm_write 0x55, the_out
    note 4
    done

; %1: where to, %2: restart word on the way out
%macro look 2
    movzx eax, word [slot(MAP_IO)]
    add eax, 0x1000
    mov [%1], eax
    mov eax, [slot(MAP_EIP)]
    sub eax, the_out
    mov [%1 + 4], eax
    mov eax, [slot(MAP_IO_EIP)]
    sub eax, the_out - 0x100
    mov [%1 + 8], eax
    mov word [slot(MAP_IO)], %2
%endmacro

handler:
    cmp byte [0x600], 1
    jne .second
    note 2
    look 0x604, 0x00ff
    mov byte [slot(MAP_EAX)], 0x77
    smi_ack
    rsm
.second:
    note 3
    look 0x614, 0
    smi_ack
    rsm
handler_end:
