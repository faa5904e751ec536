;! Four cores, two level-2 caches, one line: each adds to its own dword of it until it has seen what the other three added.
;! part   core2
;! modes  cycle     caches are there only in cycle mode
;! cpus   4
;! start  cpu1 at 0x8010
;! start  cpu2 at 0x8020
;! start  cpu3 at 0x8030
; Inside a pair the line goes over without the bus, between the pairs by HITM#
;! until  cpu1.c_from == SIBLING within 5 ms
;! until  bus.hitm_n == 0        within 5 ms
;! until  cpu0.halted == 1       within 5 ms
;! until  cpu1.halted == 1       within 5 ms
;! until  cpu2.halted == 1       within 5 ms
;! until  cpu3.halted == 1       within 5 ms
;! expect mem.0x00010000 == 40
;! expect mem.0x00010004 == 40
;! expect mem.0x00010008 == 40
;! expect mem.0x0001000c == 40
; The blocks of the odd cores do not answer
;! expect cpu0.snoop.seq != 0
;! expect cpu1.snoop.seq == 0
;! expect cpu2.snoop.seq != 0
;! expect cpu3.snoop.seq == 0
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
ADDS equ 40

%macro entry 1
    mov si, 4 * %1
    jmp near go
    times 16 * (%1 + 1) - ($ - $$) nop
%endmacro

    entry 0
    entry 1
    entry 2
    entry 3
go:
    begin
    mtrr_range 0, 0x10000, 0x10000, MT_WB
    caches_on
    mov ax, 0x1000
    mov es, ax
    mov bx, ADDS
.add:
    inc dword [es:si]
    mov ecx, [es:0]
    mov ecx, [es:12]
    dec bx
    jnz .add
    xor di, di
.wait:
    cmp dword [es:di], ADDS
    jb .wait
    add di, 4
    cmp di, 16
    jb .wait
    wbinvd
    rest
