;! A CPU whose local APIC is disabled by SVR gets no lowest-priority message, however low its TPR is.
;! part   core2
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; CPU numbers + 1, in order: CPU 2, the lowest; disabled; enabled again
;! expect mem.0x600 == 0x343
;! never  shutdown
org 0x8000
%macro each 0
    cmp esi, 2
    jne %%out
    mov al, [0x738]
    cmp al, [0x739]
    je %%out
    mov dword [dword APIC_SVR], 0xff
    cmp al, 1
    je %%off
    apic_enable
%%off:
    mov [0x739], al
%%out:
%endmacro
%macro to_be 1
    mov byte [0x738], %1
%%wait:
    cmp byte [0x739], %1
    jne %%wait
    settle
%endmacro
%macro send 0
    tprs 0x30104050
    lowest
    to_be 1
    lowest
    to_be 2
    lowest
%endmacro
%include "lib/apic_lowest.inc"
