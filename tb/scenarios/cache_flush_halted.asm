;! A processor in HLT serves FLUSH# and stays halted, two of them at once.
;! cpus   2
;! modes  cycle     caches are there only in cycle mode
;! start  cpu1 at 0xa000
;! pull: on cpu0.ev.halt#1 +20 us  set board.flush_n 0 for 100 ns
;! until  cpu0.halted == 1         within 2 ms
;! expect mem.0x10000 == 0
;! until  ev.flush == 2            within 2 ms
;! until  ev.special >= 4          within 20 us
;! expect mem.0x10000 == 0xaaaaaaaa
;! expect mem.0x20000 == 0xbbbbbbbb
;! expect cpu0.halted == 1
;! expect cpu1.halted == 1
; A halt cycle of each, and a flush acknowledge of each; no new halt cycle
;! expect ev.halt == 2
;! expect ev.special == 4
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

    begin
    mtrr_range 0, 0x10000, 0x10000, MT_WB
    caches_on
    mov ax, 0x1000
    mov es, ax
    mov dword [es:0], 0xaaaaaaaa
    rest

    times 0xa000 - 0x8000 - ($ - $$) db 0
    begin
    mtrr_range 0, 0x20000, 0x10000, MT_WB
    caches_on
    mov ax, 0x2000
    mov es, ax
    mov dword [es:0], 0xbbbbbbbb
    rest
