;! A CPU comes 200 us late to an SMI, by a POPAD from flash whose reads are deferred: the others wait for it in SMM.
;! part   p6
;! cpus   3
;! param  lpc_dev_waits 255
;! param  defer_dmi 1
;! smi:  on ev.post#1 +10 us   set board.ext_smi_n 0 for 300 ns
;! look: on ev.post#1 +200 us  set board.gpi 1
;! until  board.gpi == 1       within 10 ms
; 190 us after the fall of SMI# two are in their handlers, the third is still in its instruction
;! expect cpu0.ev.smm_enter == 2
;! expect cpu2.ev.smm_enter == 2
;! expect cpu0.smm == 1
;! expect cpu2.smm == 1
;! expect cpu1.ev.smi_taken == 1
;! expect cpu1.pending == 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 1
;! expect ev.smm_enter == 6
;! expect cpu1.ev.smm_enter#2 before cpu0.ev.rsm#2
;! expect cpu1.ev.smm_enter#2 before cpu2.ev.rsm#2
; EAX, the last one popped
;! expect mem.0x720 == 0x008000ea
;! never  shutdown
org 0x8000
%macro cpu0_waits 0
    hlt
%endmacro
%macro cpu1_waits 0
    wait_clks 8000                      ; until the others have halted
    cue 1
    mov ax, 0xf000
    mov ss, ax
    mov esp, 0xffd4                     ; EAX from FFFF0h, the reset vector
    popad
    mov [0x720], eax
    xor ax, ax
    mov ss, ax
    mov esp, STACK - 0x120
    wait_flag 0x701
%endmacro
%macro cpu2_waits 0
    hlt
%endmacro
%include "lib/late.inc"
