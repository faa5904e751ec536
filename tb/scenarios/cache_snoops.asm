;! Every kind of request meets a line of CPU 0 in a state that gives each answer: HIT#, HITM# with the newest data, or none.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! cpus   2
;! start  cpu1 at 0x8010
;! rd: on ev.post#1 +1 us  master dmi read 0x00010200 4
;! wr: on ev.post#1 +3 us  master dmi write 0x00010240 0x0d0d0d0d
;! until  mch.mst_ack == 1       within 5 ms
;! expect mch.mst_rdata == 0
;! expect cpu0.snoop.seq == 1
;! until  mch.mst_ack == 2       within 1 ms
;! expect mem.0x00010240 == 0x0d0d0d0d
;! expect mem.0x00010244 == 0x66666666
;! until  cpu0.halted == 1       within 1 ms
; What CPU 1 found: code in M and in E, data in M and in E
;! expect mem.0x604 == 2
;! expect mem.0x608 == 0x33333333
;! expect mem.0x60c == 0
; Its stores and those of CPU 0 to the same lines: by ownership, and past the caches
;! expect mem.0x00010180 == 0x44444444
;! expect mem.0x00010184 == 0x4a4a4a4a
;! expect mem.0x000101c0 == 0x55555555
;! expect mem.0x000101c4 == 0x5a5a5a5a
; Two questions and six requests were answered by a wire
;! expect cpu0.snoop.seq == 8
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
FAR_RETURN equ 0xcb

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
    mov ss, ax
    mov sp, 0x6000
    cached
.wait:
    cmp dword [0x700], 1
    jne .wait
    xor ebx, ebx
    call 0x1000:0x040
    inc ebx
    call 0x1000:0x080
    inc ebx
    mov [0x604], ebx
    mov eax, [es:0x100]
    mov [0x608], eax
    mov eax, [es:0x140]
    mov [0x60c], eax
    mov dword [es:0x184], 0x4a4a4a4a
    mov eax, cr0
    or eax, CR0_CD                      ; a store that misses now goes to the bus as it is
    mov cr0, eax
    mov dword [es:0x1c4], 0x5a5a5a5a
    wbinvd
    mov dword [0x700], 2
    rest

first:
    begin
    cached
    mov byte [es:0x080], FAR_RETURN
    wbinvd
    mov eax, [es:0x080]
    mov eax, [es:0x140]
    mov eax, [es:0x200]
    mov byte [es:0x040], FAR_RETURN
    mov dword [es:0x100], 0x33333333
    mov dword [es:0x180], 0x44444444
    mov dword [es:0x1c0], 0x55555555
    mov dword [es:0x244], 0x66666666
    cue 1
.masters:
    mov eax, [es:0x240]
    test eax, eax
    jz .masters
    mov dword [0x700], 1
.wait:
    cmp dword [0x700], 2
    jne .wait
    wbinvd
    rest
