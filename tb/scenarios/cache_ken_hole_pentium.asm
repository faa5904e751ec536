;! KEN# is high where fitted memory is not decoded: nothing of a hole stays in the cache when TOLUD opens it.
;! part   pentium
;! param  ken_dram 1
;! modes  cycle     caches are there only in cycle mode
;! until  ich9.post == 0xd0      within 5 ms
;! expect mem.0x600 == 0xffffffff
;! expect mem.0x604 == 0
;! expect mem.0x200000 == 0x12345678
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

HOLE equ 0x200000                       ; above TOLUD, which is 1 MB

    begin
    flat
    caches_on_ken
    mov eax, [dword HOLE]
    mov [0x600], eax
    cfg_write16 MCH, TOLUD, 0x0400      ; 64 MB
    mov dword [dword HOLE], 0x12345678
    mov eax, [dword HOLE + 8]
    mov [0x604], eax
    wbinvd
    done
