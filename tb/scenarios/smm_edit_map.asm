;! What the handler writes to the EIP and EAX slots is what the program goes on with.
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 1
; Program 1, handler 2, elsewhere 3; the code behind the OUT (9) does not run:
;! expect mem.0x600 == 0x123
; EAX as edited, EBX as it was; the carry flag as edited:
;! expect mem.0x604 == 0xfeedf00d
;! expect mem.0x608 == 0x0b0b0b0b
;! expect mem8.0x60c == 1
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    note 1
    mov ebx, 0x0b0b0b0b
    clc
    apm_write 1
    note 9
    done

elsewhere:
    setc [0x60c]
    mov [0x604], eax
    mov [0x608], ebx
    note 3
    done

handler:
    note 2
    mov dword [slot(MAP_EIP)], elsewhere
    mov dword [slot(MAP_EAX)], 0xfeedf00d
    or byte [slot(MAP_EFLAGS)], 1
    smi_ack
    xor ebx, ebx
    rsm
handler_end:
