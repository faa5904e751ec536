;! Two cores share a level 2: a line that one has modified reaches the other without HITM# and without a bus cycle.
;! part   core2
;! modes  cycle     caches are there only in cycle mode
;! cpus   2
;! start  cpu1 at 0x8010
; CPU 0 has read the line from the bus and modified it
;! until  mem.0x600 == 1          within 2 ms
;! expect mem.0x10000 == 0
; CPU 1 asks for it
;! until  cpu1.c_from == SIBLING  within 1 ms
;! expect cpu1.c_hit == 1
;! expect cpu1.c_state == M
;! expect cpu1.biu.idle == 1
;! expect bus.hitm_n == 1
;! until  mem.0x604 == 0x12345678 within 1 ms
; It stored into the line too, which dropped the other's copy; no bus cycle for that either: memory still has none of it
;! until  cpu0.c_from == SIBLING  within 1 ms
;! until  mem.0x608 == 0x87654321 within 1 ms
;! expect mem.0x10000 == 0
;! until  cpu0.halted == 1        within 1 ms
;! expect mem.0x10000 == 0x87654321
; No snoop was ever answered
;! expect cpu0.snoop.seq == 0
;! expect cpu1.snoop.seq == 0
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

%macro cached 0
    mtrr_range 0, 0x10000, 0x10000, MT_WB
    caches_on
    mov ax, 0x1000
    mov es, ax
%endmacro

    jmp near first
    times 16 - ($ - $$) nop

second:                                 ; 0x8010: CPU 1
    xor ax, ax
    mov ds, ax
    cached
.wait:
    cmp dword [0x600], 1                ; not cached
    jne .wait
    mov eax, [es:0]
    mov [0x604], eax
    mov dword [es:0], 0x87654321
    mov dword [0x600], 2
    cli
    hlt

first:
    begin
    cached
    mov dword [es:0], 0x12345678
    mov dword [0x600], 1
.wait:
    cmp dword [0x600], 2
    jne .wait
    mov eax, [es:0]
    mov [0x608], eax
    wbinvd
    rest
