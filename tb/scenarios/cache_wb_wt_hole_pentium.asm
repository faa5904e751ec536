;! WB/WT# low counts for a store wherever KEN# is: a line filled write-through stays S when the store to it is not decoded as DRAM.
;! part   pentium
;! param  ken_dram 1
;! param  wb_wt 0
;! modes  cycle     caches are there only in cycle mode
;! until  ich9.post == 1         within 5 ms
;! expect mem.0x200000 == 0
;! until  ich9.post == 0xd0      within 5 ms
;! expect mem.0x200000 == 2
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

LINE equ 0x200000

    begin
    flat
    cfg_write16 MCH, TOLUD, 0x0400      ; 64 MB
    caches_on_ken
    mov eax, [dword LINE]
    cfg_write16 MCH, TOLUD, 0x0010      ; 1 MB
    mov dword [dword LINE], 1
    cfg_write16 MCH, TOLUD, 0x0400
    cue 1
    mov dword [dword LINE], 2           ; through to memory, as any store to a line in S
    done
