;! UPRWC from each state by each write: WR_EN_SMI_STS is set by WR_EN going to 1 while WR_EN_SMI_EN was 1 (row 19).
;! until  ich9.post == 0xd0    within 4 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 64
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
WR_EN_SMI_EN equ 1 << 0                 ; UPRWC ...
WR_EN       equ 1 << 1
WR_EN_SMI_STS equ 1 << 8

%macro uprwc_write 1
    mov dx, UPRWC
    mov ax, %1
    out dx, ax
%endmacro
%macro same_uprwc 1
    io_read16 UPRWC
    movzx eax, ax
    same %1
%endmacro

; State CX: bits 1:0 what is written, bits 3:2 UPRWC before, bit 4 its status before.
    begin
    pm_block
    xor cx, cx
.state:
    movzx edi, cl
    shr edi, 2
    and edi, 3
    uprwc_write WR_EN_SMI_STS
    test cl, 16
    jz .no_status
    uprwc_write WR_EN_SMI_EN
    uprwc_write WR_EN_SMI_EN | WR_EN
    or edi, WR_EN_SMI_STS
    mov ax, di
    and ax, 3
    out dx, ax
    jmp .there
.no_status:
    uprwc_write WR_EN                   ; first WR_EN alone: with WR_EN_SMI_EN it would set the status
    mov ax, di
    out dx, ax
.there:
    same_uprwc edi
    movzx esi, cl
    and esi, 3
    mov eax, edi
    and eax, WR_EN_SMI_STS
    or eax, esi
    test di, WR_EN_SMI_EN
    jz .expected
    test di, WR_EN
    jnz .expected
    test si, WR_EN
    jz .expected
    or eax, WR_EN_SMI_STS
.expected:
    mov edi, eax
    uprwc_write si
    same_uprwc edi
    inc cx
    cmp cx, 32
    jb .state
    done
