;! A halted CPU is not late: it takes a broadcast SMI at once, before two that run have come to their handlers.
;! part   p6
;! cpus   3
;! smi:  on ev.post#1 +20 us   set board.ext_smi_n 0 for 300 ns
;! expect ich9.post == 0xd0
;! expect ev.smi_low == 1
;! expect cpu2.ev.halt#1 before ev.smi_low
;! expect cpu2.ev.smi_taken#2 before cpu0.ev.smm_enter#2
;! expect cpu2.ev.smi_taken#2 before cpu1.ev.smm_enter#2
;! expect ev.smm_enter == 6
;! expect cpu2.ev.smm_enter#2 before cpu0.ev.rsm#2
;! expect cpu1.ev.smm_enter#2 before cpu2.ev.rsm#2
;! never  shutdown
org 0x8000
%macro cpu0_waits 0
    wait_flag 0x700
%endmacro
%macro cpu1_waits 0
    cue 1
    wait_flag 0x701
%endmacro
%macro cpu2_waits 0
    hlt
%endmacro
%include "lib/late.inc"
