;! One CPU comes late to an SMI by the length of its instruction: a read of flash that waits 30 us on LPC.
; The others, halted, take the SMI at once. The read holds the bus till its end, so their handlers start late with it.
;! part   p6
;! cpus   3
;! param  lpc_dev_waits 255
;! smi:  on ev.post#1 +4 us    set board.ext_smi_n 0 for 300 ns
;! look: on ev.post#1 +20 us   set board.gpi 1
;! until  board.gpi == 1       within 10 ms
; 16 us after the fall of SMI#
;! expect cpu0.ev.smi_taken == 2
;! expect cpu1.ev.smi_taken == 1
;! expect cpu2.ev.smi_taken == 2
;! expect cpu1.pending == 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 1
;! expect ev.smm_enter == 6
;! expect cpu1.ev.smm_enter#2 before cpu0.ev.rsm#2
;! expect cpu1.ev.smm_enter#2 before cpu2.ev.rsm#2
; What was read: the boundary at which CPU 1 took the SMI was behind the read
;! expect mem.0x720 == 0x008000ea
;! never  shutdown
org 0x8000
%macro cpu0_waits 0
    hlt
%endmacro
%macro cpu1_waits 0
    wait_clks 8000                      ; until the others have halted
    cue 1
    mov eax, [dword 0xfffffff0]
%%behind_read:
    cmp byte [0x701], 0
    je %%behind_read
    mov [0x720], eax
%endmacro
%macro cpu2_waits 0
    hlt
%endmacro
%include "lib/late.inc"
