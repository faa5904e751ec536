;! Where no memory is: graphics, PCI Express, DMI and refused addresses for every master, and code fetches in SMM.
;! param  peg_vga 1
;! param  stolen_cpu 0
; One access each 2 us, in the order of the checks; A0000h is graphics' first, then PCI Express'.
;! a: on ev.post#1 +2 us  master peg write 0x50000 0x11112222
;! b: on ev.post#1 +4 us  master igd read 0xa0000 4
;! c: on ev.post#1 +6 us  master igd write 0xa0000 0x0badbad0
;! d: on ev.post#1 +8 us  master wb write 0xa0000 0x0badbad0
;! e: on ev.post#1 +10 us  master igd write 0xfec00000 0x0badbad0
;! f: on ev.post#1 +12 us  master wb write 0xfec00000 0x0badbad0
;! g: on ev.post#1 +14 us  master peg read 0x03000000 4
;! h: on ev.post#1 +16 us  master wb write 0x03000000 0x0badbad0
;! i: on ev.post#2 +2 us  master dmi write 0xa0000 0x0badbad0
;! j: on ev.post#2 +4 us  master peg write 0xa0000 0x0badbad0
;! k: on ev.post#2 +6 us  master igd read 0xa0000 4
;! l: on ev.post#2 +8 us  master igd write 0xa0000 0x0badbad0
;! m: on ev.post#2 +10 us  master wb write 0xa0000 0x0badbad0
;! until  mch.mst_ack == 1     within 2 ms
;! expect mch.mst_target == DRAM
;! until  mch.mst_ack == 2     within 4 us
;! expect mch.mst_target == VIDEO
;! until  mch.mst_ack == 3     within 4 us
;! expect mch.mst_target == VIDEO
;! until  mch.mst_ack == 4     within 4 us
;! expect mch.mst_target == VIDEO
;! until  mch.mst_ack == 5     within 4 us
;! expect mch.mst_target == DMI
;! until  mch.mst_ack == 6     within 4 us
;! expect mch.mst_target == DMI
;! until  mch.mst_ack == 7     within 4 us
;! expect mch.mst_target == INVALID
;! until  mch.mst_ack == 8     within 4 us
;! expect mch.mst_target == INVALID
;! until  mch.mst_ack == 9     within 2 ms
;! expect mch.mst_target == PEG
;! until  mch.mst_ack == 10    within 4 us
;! expect mch.mst_target == PEG
;! until  mch.mst_ack == 11    within 4 us
;! expect mch.mst_target == PEG
;! until  mch.mst_ack == 12    within 4 us
;! expect mch.mst_target == PEG
;! until  mch.mst_ack == 13    within 4 us
;! expect mch.mst_target == PEG
;! until  ich9.post == 0xd0    within 2 ms
;! expect mem.0x50000 == 0x11112222
;! expect mem.0xa0000 == 0
;! expect mem.0x03000000 == 0x33334444
;! expect ev.master == 13
; Comparisons, and the first that failed
;! expect mem.0x610 == 4
;! expect mem.0x614 == 0
; #UD of code that is FFh: one outside SMM, three in it
;! expect mem8.0x620 == 4
;! expect cpu0.ev.exception == 4
;! expect cpu0.ev.smm_enter == 1
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

; fetch_at SEG, OFF, CS, BASE: executes FFh FFh at SEG:OFF, which is no instruction, and goes on behind at CS, where
; a label is BASE too large.
%macro fetch_at 4
    mov word [0x708], %%on - (%4)
    mov word [0x70a], %3
    jmp dword (%1):(%2)
%%on:
%endmacro
%define OUTSIDE 0, 0
%define IN_SMM  0x3000, handler - HANDLER
%macro ivd 1
    cfg_write16 MCH, GGC, 0x0130 | (%1)
%endmacro
%macro same_a0000 0
    mov dword [dword 0xa0000], 0x0badbad0
    mov eax, [dword 0xa0000]
    same 0xffffffff
%endmacro

    begin
    install handler
    vector 6, ud
    flat
    cfg_write16 MCH, TOLUD, 0x0400
    mov dword [dword 0x03000000], 0x33334444
    cfg_write32 MCH, GBSM, 0x03000000
    cfg_write32 MCH, BGSM, 0x02f00000
    ivd 0
    smi_setup
    cue 1
    pm_wait 70                          ; 20 us
    ivd IVD
    cue 2
    pm_wait 50
    same_a0000
    fetch_at 0xa000, 0, OUTSIDE
    apm_write 1
    same_a0000
    done

ud:
    inc byte [0x620]
    add sp, 6
    jmp far [0x708]

handler:
    mov esp, SMM_STACK
    same_a0000
    fetch_at 0xa000, 0, IN_SMM
    mov eax, [dword 0x03000000]
    same 0xffffffff
    fetch_at 0, 0x03000000, IN_SMM
    ivd 0
    fetch_at 0xa000, 0, IN_SMM
    smi_ack
    rsm
handler_end:
