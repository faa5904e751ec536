;! A line is fetched once, then read and written in the cache: memory has the old value until WBINVD.
;! modes  cycle     caches are there only in cycle mode
;! until  ich9.post == 1          within 2 ms
;! expect mem.0x00200000 == 0x11112222
;! expect mem.0x604 == 0x12345678
;! until  cpu0.halted == 1       within 2 ms
;! expect mem.0x00200000 == 0x12345678
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

    begin
    flat
    cfg_write16 MCH, TOLUD, 0x0400
    mov dword [dword 0x200000], 0x11112222
    mtrr_range 0, 0x200000, 0x100000, MT_WB
    caches_on
    mov dword [dword 0x200000], 0x12345678
    cpuid                               ; it leaves the store buffer
    mov eax, [dword 0x200000]
    mov [0x604], eax
    cue 1
    wbinvd
    done
