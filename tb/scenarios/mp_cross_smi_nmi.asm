;! An SMI and an NMI message meet at a CPU: in any order each is served once.
;! modes  fast,cycle,auto what crosses depends on its clocks
;! part   p6
;! cpus   2
;! smi: on ev.post#1 +30 us    set board.ext_smi_n 0 for 300 ns
;! msg: mem 0x7f0 delay 14 us
;! expect ich9.post == 0xd0
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 3
; Relocation, and the SMI that crosses: neither lost nor doubled
;! expect cpu1.ev.smi_latched == 2
;! expect cpu1.ev.smm_enter == 2
;! expect cpu1.pending == 0
;! expect cpu1.wait_sipi == 0
;! expect mem16.0x700 == 0x0102
;! expect cpu1.ev.nmi == 1
;! expect cpu1.ev.start == 1
;! expect mem.0x710 == 1
;! never  init
;! never  shutdown
org 0x8000
%macro prepare 0
%endmacro
%macro cross 0
    ipi ICR_NMI, 1
%endmacro
%macro afterwards 0
.again:
    cmp dword [0x710], 1
    jne .again
%endmacro
%include "lib/cross.inc"
