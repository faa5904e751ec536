;! What the manuals leave open in the save map follows the parameters: revision and access-right format.
;! part   p6
;! param  smm_revision 0x20064
;! param  ar_format 2
;! until  cpu0.halted == 1     within 2 ms
;! expect mem.0x604 == 0x20064
; QEMU's format: attributes in bits 15:0, no selector (CS of a real-mode program, writable data as in a far jump):
;! expect mem.0x608 == 0x93
;! expect mem.0x60c == 0x93
; RSM takes the same format back: the program's stack still works.
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    note 1
    apm_write 1
    push ax
    pop ax
    note 3
    done

handler:
    note 2
    mov eax, [slot(MAP_REVISION)]
    mov [0x604], eax
    mov eax, [slot(0x7f90)]
    mov [0x608], eax
    mov eax, [slot(0x7f9c)]
    mov [0x60c], eax
    smi_ack
    rsm
handler_end:
