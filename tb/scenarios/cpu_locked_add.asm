;! Two CPUs add to one counter with LOCK: the bus serves nobody else in between, so nothing is lost.
;! part   p6
;! cpus   2
;! start  cpu1 at 0x8010
;! until  cpu0.halted == 1     within 2 ms
;! until  cpu1.halted == 1     within 2 ms
;! expect mem.0x714 == 1
;! expect mem.0x718 == 1
;! expect mem.0x710 == 200
org 0x8000
%include "lib/smm.inc"

; The loops differ in length, so that the additions drift past each other.
%macro add_100 1
    mov cx, 100
%%add:
    lock inc dword [0x710]
    times %1 nop
    loop %%add
%endmacro

    jmp near first
    times 16 - ($ - $$) nop

second:                                 ; 0x8010: CPU 1
    xor ax, ax
    mov ds, ax
    add_100 9
    mov dword [0x718], 1
    rest

first:
    begin
    add_100 0
    mov dword [0x714], 1
    rest
