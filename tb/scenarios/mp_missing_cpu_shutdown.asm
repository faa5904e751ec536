;! A P6 in shutdown comes neither by SMI# nor by an SMI message: after two waits the others go on without it.
;! part   p6
;! cpus   4
;! expect ich9.post == 0xd0
;! expect cpu3.shutdown == 1
;! expect cpu3.pending == 1
; Once for relocation, once by SMI#, and the message finds the latch set
;! expect cpu3.ev.smi_latched == 2
;! expect cpu3.ev.smi_msg == 2
;! expect cpu3.ev.smm_enter == 1
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 2
;! expect cpu1.ev.smm_enter == 2
;! expect cpu2.ev.smm_enter == 2
; In after the first wait, after the second, messages sent, CPUs without a cause
;! expect mem.0x610 == 3
;! expect mem.0x614 == 3
;! expect mem.0x618 == 1
;! expect mem.0x620 == 0
;! expect mem.0x700 == 0x00010101
org 0x8000
%macro cpu3_waits 0
    lidt [no_idt]
    int3
no_idt:
    dw 0
    dd 0
%endmacro
%macro call_some 0
    apm_write 1
%endmacro
%macro afterwards 0
%endmacro
%include "lib/missing.inc"
