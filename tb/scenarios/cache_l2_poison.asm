;! A handler planted in write-back TSEG is pushed out of level 1 by 32 KB of loads: level 2 still has it, and the SMI runs it.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
; The program has read back what it planted, and pushed it out of level 1
;! until  ich9.post == 1        within 10 ms
;! expect mem.0x608 != 0xffffffff
;! expect mem.0x60c == 0x1111
;! until  cpu0.ev.smm_enter == 3 within 1 ms
; The first fetch of the handler, in SMM, is answered by level 2
;! until  cpu0.c_fetch == 1     within 100 us
;! until  cpu0.c_from == L2     within 100 us
;! expect cpu0.smm == 1
;! expect cpu0.c_fetch == 1
;! expect cpu0.c_state == M
;! until  cpu0.halted == 1      within 5 ms
;! expect mem.0x604 == 0xeeee
;! expect ev.smm_exit == 3
; No byte of it reached SMRAM; the chipset saw reads of a closed TSEG
;! expect mem8.0x03f08004 == 0x06
;! expect mem.0x03f08005 == 0x00001111
;! expect ev.smerr >= 1
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%macro push_out 0                       ; changes ESI, EAX
    mtrr_range 1, 0x200000, 0x100000, MT_WB
    mov esi, 0x200000
%%next:
    mov eax, [dword esi]
    add esi, 32
    cmp esi, 0x208000
    jb %%next
    cue 1
%endmacro
%define BEFORE_LAST_SMI push_out
%include "lib/cache_poison.inc"
