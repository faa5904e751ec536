;! An SMI in 32-bit protected mode: the handler runs in 16-bit code, RSM goes back to protected mode.
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.smm_exit == 1
;! never  ev.exception
; Program 1 and 4 in protected mode, handler 2 and 3:
;! expect mem.0x600 == 0x1234
; The handler: PE is 0 in CR0 and 1 in the map; a 16-bit stack
;! expect mem.0x604 == 0x60000010
;! expect mem.0x608 == 0x60000011
;! expect mem.0x60c == 0x1000fffe
; The program: CR0, a 32-bit push on the old stack, a read through the based segment, 32-bit code
;! expect mem.0x610 == 0x60000011
;! expect mem.0x614 == 0x6ffc
;! expect mem.0x618 == 0x1badcafe
;! expect mem.0x61c == 0x12345678
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    lgdt [gdtr]
    mov eax, cr0
    or al, 1
    mov cr0, eax
    jmp dword 0x08:protected

bits 32
protected:
    mov ax, 0x10
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov ax, 0x18
    mov fs, ax
    mov dword [0x20010], 0x1badcafe
    note 1
    out APM_CNT_PORT, al
    note 4
    mov eax, cr0
    mov [0x610], eax
    push eax
    mov [0x614], esp
    mov eax, [fs:0x10]
    mov [0x618], eax
    mov eax, 0x12345678                 ; a 16-bit decode would load 5678h and run 1234h as code
    mov [0x61c], eax
    done

bits 16
gdt:
    dq 0
    descriptor 0, 0xfffff, 0x9b, 0xc0
    descriptor 0, 0xfffff, 0x93, 0xc0
    descriptor 0x20000, 0xff, 0x93, 0x40
gdtr:
    dw 0x1f
    dd gdt

handler:
    note 2
    mov eax, cr0
    mov [0x604], eax
    mov eax, [slot(MAP_CR0)]
    mov [0x608], eax
    mov esp, 0x10000000
    push ax                             ; 16-bit stack: SP wraps, the upper half stays
    mov [0x60c], esp
    note 3
    smi_ack
    rsm
handler_end:
