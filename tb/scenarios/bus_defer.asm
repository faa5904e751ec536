;! While an access of one CPU to the ICH9 is deferred the other has the bus; one that comes meanwhile is retried.
;! part   p6
;! cpus   2
;! modes  cycle  the responses on the bus are looked at
;! param  defer_dmi 1
;! start  cpu1 at 0x8010
; CPU 0 fetches from the flash, behind the ICH9, and CPU 1 goes on from memory meanwhile
;! until  mch.deferred == 1    within 2 ms
;! until  bus.rs == DEFERRED   within 20 bclk
;! until  bus.rs == DATA       within 20 bclk
;! expect mch.deferred == 1
; which reads a port: that goes to the ICH9 too
;! until  bus.rs == RETRY      within 10 us
;! expect mch.deferred == 1
;! until  bus.bpri_n == 0      within 1 ms
;! until  bus.ads_n == 0       within 20 bclk
;! expect bus.req_a == DEFERRED_REPLY
;! until  cpu0.halted == 1     within 2 ms
;! until  cpu1.halted == 1     within 2 ms
;! expect mem.0x710 == 200
;! expect mem.0x714 == 100
;! expect mem.0x718 == 100
org 0x8000
%include "lib/smm.inc"

; 100 times: a locked addition, and a port that answers all ones. The loops differ in length.
%macro add_100 2
    mov cx, 100
%%add:
    lock inc dword [0x710]
    in al, 0x40
    cmp al, 0xff
    jne %%wrong
    inc dword [%2]
%%wrong:
    times %1 nop
    loop %%add
%endmacro

    jmp near first
    times 16 - ($ - $$) nop

second:                                 ; 0x8010: CPU 1
    xor ax, ax
    mov ds, ax
    add_100 9, 0x718
    rest

first:
    begin
    add_100 0, 0x714
    rest
