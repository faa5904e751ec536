;! WBINVD with more modified lines than level 1 has room for: those of both levels reach memory, each once.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! until  ich9.post == 1          within 5 ms
;! expect mem.0x00200000 == 0
;! expect mem.0x00208000 == 0
;! expect mem.0x0020ffe0 == 0
;! until  cpu0.halted == 1        within 5 ms
;! expect mem.0x00200000 == 0x200000
;! expect mem.0x00208000 == 0x208000
;! expect mem.0x0020ffe0 == 0x20ffe0
;! expect mem.0x00210000 == 0
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
FIRST equ 0x200000
BYTES equ 0x10000                       ; 2,048 lines, level 1 has 512

    begin
    flat
    cfg_write16 MCH, TOLUD, 0x0400
    mtrr_range 0, FIRST, 0x100000, MT_WB
    caches_on
    mov esi, FIRST
.store:
    mov [dword esi], esi
    add esi, 32
    cmp esi, FIRST + BYTES
    jb .store
    cue 1
    wbinvd
    done
