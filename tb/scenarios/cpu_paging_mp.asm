;! Two CPUs with one set of page tables: both set A and D in one line; a page is moved by INVLPG on both.
;! part   core2
;! cpus   2
;! start  cpu1 at 0x8010
;! until  ich9.post == 0xd0      within 5 ms
;! until  cpu1.halted == 1       within 1 ms
; CPU 0 stores to the even pages of 32, CPU 1 to the odd ones, each loads those of the other
;! expect mem.0x604 == 32
; The page that CPU 0 moved, as CPU 1 reads it before and after its INVLPG
;! expect mem.0x608 == 0x1111
;! expect mem.0x60c == 0x2222
;! expect mem.0x12080 == 0x15023
;! never  ev.exception
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/paging.inc"
MOVED equ HIGH + 32 * 0x1000

    jmp near first
    times 16 - ($ - $$) nop
second:                                 ; 0x8010: CPU 1
    xor ax, ax
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov esp, STACK - 0x100
    mtrr_range 0, 0, 0x80000, MT_WB
    caches_on
    protected
    wait_flag 0x703                     ; the tables are there
    mov eax, PAGE_DIR
    mov cr3, eax
    paging_on
    mov edi, HIGH + 0x1000
    call touch
    mov eax, [MOVED]
    mov [0x608], eax
    mov byte [0x700], 1
    wait_flag 0x701
    invlpg [MOVED]
    mov eax, [MOVED]
    mov [0x60c], eax
    mov byte [0x702], 1
    wbinvd
    rest

; Stores to every second page from EDI on, and then loads all 32 until there is something.
touch:
    mov ecx, 16
.store:
    mov dword [edi], 5
    add edi, 0x2000
    loop .store
    mov edi, HIGH
    mov ecx, 32
.load:
    cmp dword [edi], 5
    jne .load
    add edi, 0x1000
    loop .load
    ret

bits 16
first:
    begin
    mtrr_range 0, 0, 0x80000, MT_WB
    caches_on
    protected
    page_tables
    mov edi, PAGE_HIGH
    mov eax, 0x20000 | PG_P | PG_RW
    mov ecx, 32
.fill:
    stosd
    add eax, 0x1000
    loop .fill
    map 32, 0x14000 | PG_P | PG_RW
    mov dword [0x14000], 0x1111
    mov dword [0x15000], 0x2222
    mov byte [0x703], 1
    paging_on
    mov edi, HIGH
    call touch
    mov eax, [MOVED]
    wait_flag 0x700
    map 32, 0x15000 | PG_P | PG_RW
    invlpg [MOVED]
    mov byte [0x701], 1
    wait_flag 0x702
    mov esi, PAGE_HIGH                  ; entries with A and D
    mov ecx, 32
    xor ebx, ebx
.count:
    lodsd
    and al, PG_A | PG_D
    cmp al, PG_A | PG_D
    jne .next
    inc ebx
.next:
    loop .count
    mov [0x604], ebx
    wbinvd
    done
