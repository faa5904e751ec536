;! A CPU that waits for its Start-Up message keeps a broadcast SMI: the others time out, and it comes when it is started.
; It enters before the code of the Start-Up message, finds no cause any more, and leaves.
;! part   p6
;! cpus   4
;! expect ich9.post == 0xd0
;! expect ev.smi_low == 1
;! expect cpu3.ev.init == 1
;! expect cpu3.ev.init#1 before ev.smi_low
;! expect cpu3.ev.smi_latched == 2
;! expect cpu3.ev.smi_msg == 2
;! expect cpu0.ev.smm_exit#2 before cpu3.ev.start#2
;! expect cpu3.ev.start#2 before cpu3.ev.smi_taken#2
;! expect cpu3.ev.smm_enter == 2
;! expect ev.smm_enter == 8
; In after the first wait, after the second, messages sent, CPUs without a cause
;! expect mem.0x610 == 3
;! expect mem.0x614 == 3
;! expect mem.0x618 == 1
;! expect mem.0x620 == 1
;! expect mem.0x700 == 0x00010101
; EIP and CS of CPU 3 in its save map, when it came to its program
;! expect mem.0x718 == 0
;! expect mem16.0x71c == 0x0900
;! never  shutdown
org 0x8000
%macro cpu3_waits 0
%endmacro
%macro call_some 0
    ipi ICR_INIT, 3
    wait_clks 4000
    apm_write 1
%endmacro
%macro afterwards 0
    sipi 3
.fourth:
    cmp dword [MP_UP], 4
    jne .fourth
    mov eax, [dword OWN_SMBASE(3) + HANDLER + MAP_EIP]
    mov [0x718], eax
    mov ax, [dword OWN_SMBASE(3) + HANDLER + 0x7fac]
    mov [0x71c], ax
%endmacro
%include "lib/missing.inc"
