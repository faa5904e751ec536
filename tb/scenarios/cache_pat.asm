;! Page attributes by the PAT: WC by PWT, WT by the PAT bit, UC by PCD and PWT, over memory that is WB in the MTRRs.
;! part   core2
;! modes  cycle     caches are there only in cycle mode
;! until  cpu0.c_type == WC      within 5 ms
;! expect cpu0.c_hit == 0
;! until  bus.attr == 1          within 5 ms
;! expect bus.a == 0x18000
;! expect bus.req_a == MEM_WRITE
;! until  cpu0.c_type == WT      within 5 ms
;! expect cpu0.c_hit == 0
;! until  bus.attr == 4          within 1000 bclk
;! expect bus.a == 0x19000
;! expect bus.req_b == 3
;! until  cpu0.c_type == UC      within 5 ms
;! expect cpu0.c_hit == 0
;! until  bus.attr == 0          within 1000 bclk
;! expect bus.a == 0x1a000
;! expect bus.req_a == MEM_READ
;! until  ich9.post == 0xd0      within 5 ms
;! expect mem.0x00018000 == 0x1111
;! expect mem.0x604 == 0x2222
;! expect mem.0x608 == 0x3333
;! never  ev.exception
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/paging.inc"
PAT equ 0x277

    begin
    mtrr_range 0, 0, 0x80000, MT_WB
    caches_on
    wrmsr32 PAT, 0x00070106, 0x00070404 ; PA1 WC, PA4 WT
    mov dword [0x604], 0
    protected
    page_tables
    map 0, 0x18000 | PG_P | PG_RW | PG_PWT
    map 1, 0x19000 | PG_P | PG_RW | PG_PAT
    map 2, 0x1a000 | PG_P | PG_RW | PG_PCD | PG_PWT
    mov dword [0x19000], 0x2222
    mov dword [0x1a000], 0x3333
    wbinvd
    paging_on
    mov ebx, HIGH
    mov dword [ebx], 0x1111
    post 1                              ; what was combined goes out before an I/O write
    mov eax, [ebx + 0x1000]
    mov [0x604], eax
    mov eax, [ebx + 0x2000]
    mov [0x608], eax
    wbinvd
    done
