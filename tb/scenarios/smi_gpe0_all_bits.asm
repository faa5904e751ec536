;! Every level of GPE0, enabled or not, with both values of SCI_EN, its status already set or not: row 17 of the table.
;! p1: on ev.post#1 +1 us set board.gpe 0x1ffff7fff for 500 ns
;! p2: on ev.post#2 +1 us set board.gpe 0x1ffff7fff for 500 ns
;! p3: on ev.post#3 +1 us set board.gpe 0x1ffff7fff for 500 ns
;! p4: on ev.post#4 +1 us set board.gpe 0x1ffff7fff for 500 ns
;! p5: on ev.post#5 +1 us set board.gpe 0x1ffff7fff for 500 ns
;! p6: on ev.post#6 +1 us set board.gpe 0x1ffff7fff for 500 ns
;! p7: on ev.post#7 +1 us set board.gpe 0x1ffff7fff for 500 ns
;! p8: on ev.post#8 +1 us set board.gpe 0x1ffff7fff for 500 ns
;! long: on ev.post#9 +1 us set board.gpe 0x1ffff7fff for 6 us
;! until  ich9.post == 0xd0    within 2 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 43
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
GPES        equ 0xffff7fff
GPE_ENS     equ 0xffff7f7f              ; SMB_WAK has no enable
GPIS        equ 0xffff0000

%macro clear_gpes 0
    io_write32 GPE0_STS, GPES
    io_write32 GPE0_STS + 4, 1
%endmacro
%macro same_gpes 2
    io_read32 GPE0_STS
    same %1
    io_read32 GPE0_STS + 4
    same %2
%endmacro

; State CX: bit 0 the status is not cleared before, bit 1 enable, bit 2 SCI_EN.
    begin
    pm_block
    smi_enable EOS
    xor cx, cx
.state:
    mov ax, cx
    shr ax, 2
    mov dx, PM1_CNT
    out dx, ax
    xor edi, edi
    io_write32 GPE0_EN, edi
    io_write32 GPE0_EN + 4, edi
    test cl, 2
    jz .enabled
    io_write32 GPE0_EN, GPES
    io_write32 GPE0_EN + 4, 1
    test cl, 4
    jnz .enabled
    mov edi, GPE0_STS_REG
.enabled:
    test cl, 1
    jnz .pulse
    clear_gpes
    same_gpes 0, 0
.pulse:
    cue cl
    pm_wait 10
    same_gpes GPES, 1
    io_read32 SMI_STS
    same edi
    inc cx
    cmp cx, 8
    jb .state

; A status is cleared while its level stands, and when it is over.
    cue 9
    pm_wait 8
    clear_gpes
    same_gpes GPES, 1
    pm_wait 20

; An event that stands changes over when SCI_EN does; that of a GPI is an SCI or nothing.
%macro change 2
    io_write16 PM1_CNT, %1
    io_read32 SMI_STS
    same %2
%endmacro
    io_write32 GPE0_EN, GPES
    in eax, dx
    same GPE_ENS
    change 0, GPE0_STS_REG
    change 0, GPE0_STS_REG
    change 1, 0
    change 1, 0
    io_write32 GPE0_EN, GPIS
    io_write32 GPE0_EN + 4, 0
    change 1, 0
    change 0, 0
    change 0, 0

; SWGPE_CTRL is a level too.
    clear_gpes
    io_write8 GPE_CNTL, 2
    change 1, 0
    io_write8 GPE_CNTL, 0
    done
