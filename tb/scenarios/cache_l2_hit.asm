;! A modified line is pushed out of level 1 by four others of its set: level 2 has it, and answers the next load without a bus cycle.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! until  ich9.post == 1          within 2 ms
; The line is out of level 1, and memory does not have it: it went no farther than level 2
;! expect mem.0x00200000 == 0x11112222
;! until  cpu0.c_from == L2       within 2 us
;! expect cpu0.c_hit == 1
;! expect cpu0.c_state == M
;! expect cpu0.biu.idle == 1
;! until  ich9.post == 2          within 2 us
;! expect mem.0x604 == 0x12345678
;! expect mem.0x00200000 == 0x11112222
; The same load again: level 1
;! until  cpu0.c_from == L1       within 2 us
;! expect cpu0.c_state == E
;! until  cpu0.halted == 1        within 2 ms
;! expect mem.0x00200000 == 0x12345678
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
LINE equ 0x200000
STRIDE equ 128 * 32                     ; sets of level 1, bytes of a line

    begin
    flat
    cfg_write16 MCH, TOLUD, 0x0400
    mov dword [dword LINE], 0x11112222
    mtrr_range 0, LINE, 0x100000, MT_WB
    caches_on
    mov dword [dword LINE], 0x12345678
    cpuid                               ; it leaves the store buffer
    mov eax, [dword LINE + 1 * STRIDE]
    mov eax, [dword LINE + 2 * STRIDE]
    mov eax, [dword LINE + 3 * STRIDE]
    mov eax, [dword LINE + 4 * STRIDE]
    cue 1
    mov eax, [dword LINE]
    mov [0x604], eax
    cue 2
    mov eax, [dword LINE]
    wbinvd
    done
