;! Page faults: the handler sees CR2 and the error code, maps the page, and the instruction is done again.
;! until  ich9.post == 0xd0    within 5 ms
;! expect cpu0.ev.exception == 6
; Each fault: CR2, error code. A store and a load of pages that are not there
;! expect mem.0x640 == 0x40000010
;! expect mem.0x644 == 2
;! expect mem.0x648 == 0x40001020
;! expect mem.0x64c == 0
; A store to a read-only page with WP = 1; a read-modify-write over the border to page 3
;! expect mem.0x650 == 0x40002000
;! expect mem.0x654 == 3
;! expect mem.0x658 == 0x40003000
;! expect mem.0x65c == 2
; REP STOSD comes to page 4; code that goes on in page 5
;! expect mem.0x660 == 0x40004000
;! expect mem.0x664 == 2
;! expect mem.0x668 == 0x40005000
;! expect mem.0x66c == 0
; All was done in the end
;! expect mem.0x00020010 == 0x11111111
;! expect mem.0x608 == 0
;! expect mem.0x00022000 == 0x22222222
;! expect mem.0x00022ffc == 0x01ff0000
;! expect mem.0x00023000 == 2
;! expect mem.0x00023ffc == 0x33333333
;! expect mem.0x00024004 == 0x33333333
;! expect mem.0x60c == 0x12345678
;! expect mem.0x600 == 0x12
org 0x8000
%include "lib/smm.inc"
%include "lib/paging.inc"

    begin
    mov word [LIST - 2], 0
    protected
    gate 14, page_fault
    page_tables
    map 2, 0x22000 | PG_P
    mov dword [0x22ffc], 0xffff0000
    paging_on
    note 1
    mov dword [HIGH + 0x10], 0x11111111
    mov eax, [HIGH + 0x1020]
    mov [0x608], eax
    mov dword [HIGH + 0x2000], 0x22222222
    add dword [HIGH + 0x2ffe], 0x10200  ; FFFFh below, 0 above
    mov edi, HIGH + 0x3ffc
    mov eax, 0x33333333
    mov ecx, 3
    rep stosd
    mov byte [HIGH + 0x4ffe], 0xb8          ; mov eax, 12345678h; ret
    mov byte [HIGH + 0x4fff], 0x78
    mov dword [0x25000], 0xc3123456
    mov eax, HIGH + 0x4ffe
    call eax
    mov [0x60c], eax
    note 2
    done

page_fault:
    push eax
    push ebx
    mov eax, cr2
    keep
    mov eax, [esp + 8]
    keep
    mov eax, cr2                        ; page N of HIGH is at 20000h + N * 1000h
    shr eax, 12
    and eax, 0x3ff
    mov ebx, eax
    shl ebx, 12
    add ebx, 0x20000 | PG_P | PG_RW
    mov [PAGE_HIGH + eax * 4], ebx
    pop ebx
    pop eax
    add esp, 4
    iret
