;! Every GPI with every route, ALT_GP_SMI_EN and ALT_GP_SMI_STS before: row 12 of the source table.
;! p1: on ev.post#1 +1 us set board.gpi 0xffff for 500 ns
;! p2: on ev.post#2 +1 us set board.gpi 0xffff for 500 ns
;! p3: on ev.post#3 +1 us set board.gpi 0xffff for 500 ns
;! p4: on ev.post#4 +1 us set board.gpi 0xffff for 500 ns
;! p5: on ev.post#5 +1 us set board.gpi 0xffff for 500 ns
;! p6: on ev.post#6 +1 us set board.gpi 0xffff for 500 ns
;! p7: on ev.post#7 +1 us set board.gpi 0xffff for 500 ns
;! p8: on ev.post#8 +1 us set board.gpi 0xffff for 500 ns
;! p9: on ev.post#9 +1 us set board.gpi 0xffff for 500 ns
;! p10: on ev.post#10 +1 us set board.gpi 0xffff for 500 ns
;! p11: on ev.post#11 +1 us set board.gpi 0xffff for 500 ns
;! p12: on ev.post#12 +1 us set board.gpi 0xffff for 500 ns
;! p13: on ev.post#13 +1 us set board.gpi 0xffff for 500 ns
;! p14: on ev.post#14 +1 us set board.gpi 0xffff for 500 ns
;! p15: on ev.post#15 +1 us set board.gpi 0xffff for 500 ns
;! p16: on ev.post#16 +1 us set board.gpi 0xffff for 500 ns
;! long: on ev.post#17 +1 us set board.gpi 0xffff for 6 us
;! until  ich9.post == 0xd0    within 2 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 34
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

; State CX: bit 0 enable, bits 2:1 the route with its upper bit turned over, so that 01 comes last, bit 3 the status is
; not cleared before. EDI: what ALT_GP_SMI_STS must be after the pulse.
    begin
    pm_block
    smi_enable EOS
    xor cx, cx
.state:
    movzx eax, cl
    shr eax, 1
    and eax, 3
    xor eax, 2
    imul edi, eax, 0x55555555
    mov esi, eax
    cfg_write32 LPC, GPI_ROUT, edi
    mov ax, 0xffff
    test cl, 1
    jnz .enable
    xor ax, ax
.enable:
    mov dx, ALT_GP_EN
    out dx, ax
    mov edi, 0xffff
    test cl, 8
    jnz .pulse
    io_write16 ALT_GP_STS, 0xffff
    cmp esi, 1
    je .pulse
    xor edi, edi
.pulse:
    cue cl
    pm_wait 10
    io_read16 ALT_GP_STS
    movzx eax, ax
    same edi
    test cl, 1
    jnz .asks
    xor edi, edi
.asks:
    and edi, GPI_STS
    io_read32 SMI_STS
    same edi
    inc cx
    cmp cx, 16
    jb .state

; A status is cleared while its pin stands, then when it is over, then when it is 0.
    cfg_write32 LPC, GPI_ROUT, 0x55555555
    cue 17
    pm_wait 8
    io_write16 ALT_GP_STS, 0xffff
    in ax, dx
    movzx eax, ax
    same 0xffff
    pm_wait 20
    io_write16 ALT_GP_STS, 0xffff
    out dx, ax
    in ax, dx
    movzx eax, ax
    same 0
    done
