;! INVD loses what only the cache has; CR0.CD = 1 fills no more but serves hits; WBINVD writes all back.
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.halted == 1     within 5 ms
; Stored, read back, lost
;! expect mem.0x604 == 0x11111111
;! expect mem.0x608 == 0
; CD = 1 with the line in the cache: the store stays there, the read hits, memory has it after WBINVD
;! expect mem.0x60c == 0x33333333
;! expect mem.0x610 == 0x22222222
;! expect mem.0x00010000 == 0x33333333
; CD = 1 without the line: memory at once
;! expect mem.0x00010100 == 0x44444444
;! expect ev.special >= 2
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

    begin
    mtrr_range 0, 0x10000, 0x10000, MT_WB
    caches_on
    mov ax, 0x1000
    mov es, ax
    mov dword [es:0], 0x11111111
    cpuid                               ; it leaves the store buffer
    mov eax, [es:0]
    mov [0x604], eax
    invd
    mov eax, [es:0]
    mov [0x608], eax
    mov dword [es:0], 0x22222222
    cpuid
    mov eax, [es:0]
    mov [0x610], eax
    mov eax, cr0
    or eax, CR0_CD
    mov cr0, eax
    mov dword [es:0], 0x33333333
    mov eax, [es:0]
    mov [0x60c], eax
    mov dword [es:0x100], 0x44444444
    wbinvd
    done
