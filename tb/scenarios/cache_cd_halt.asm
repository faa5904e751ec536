;! CR0 with CD and NW clear counts for snoops at once: another CPU's store reaches a line of a CPU that halts right behind MOV CR0.
;! part   p6
;! modes  cycle     caches are there only in cycle mode
;! cpus   2
;! start  cpu1 at 0x8010
;! wake: on ev.post#1 +2 us  set board.nmi 1 for 500 ns
;! until  cpu0.halted == 1       within 5 ms
;! expect mem.0x20000 == 1
;! until  mem.0x20000 == 2       within 5 ms
;! until  ich9.post == 0xd0      within 5 ms
;! expect mem.0x604 == 2
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

    jmp near reader
    times 16 - ($ - $$) nop

writer:
    xor ax, ax
    mov ds, ax
    mtrr_range 0, 0x20000, 0x10000, MT_WB
    caches_on
    mov ax, 0x2000
    mov es, ax
    wait_flag 0x700
    spin 0x740
    mov dword [es:0], 2
    wbinvd
    post 1
    rest

reader:
    begin
    vector 2, nmi
    mtrr_range 0, 0x20000, 0x10000, MT_WB
    caches_on
    mov ax, 0x2000
    mov es, ax
    mov dword [es:0], 1
    wbinvd
    mov eax, cr0
    or eax, CR0_CD | CR0_NW
    mov edx, eax
    and eax, ~(CR0_CD | CR0_NW)
    mov ebx, [es:0]
    mov cr0, edx
    mov ebx, [es:0]                     ; looked up with CD = NW = 1
    mov byte [0x700], 1
    jmp short .together
    align 8
.together:                              ; fetched with one read, so that nothing is looked up in between
    mov cr0, eax
    hlt
    mov eax, [es:0]
    mov [0x604], eax
    done

nmi:
    iret
