;! An SMI and a Start-Up message meet at a CPU that waits: in any order it serves the SMI once and runs its program.
;! modes  fast,cycle,auto what crosses depends on its clocks
;! part   p6
;! cpus   2
;! smi: on ev.post#1 +30 us    set board.ext_smi_n 0 for 300 ns
;! msg: mem 0x7f0 delay 27 us
;! expect ich9.post == 0xd0
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 3
; Relocation, and the SMI that crosses: neither lost nor doubled
;! expect cpu1.ev.smi_latched == 2
;! expect cpu1.ev.smm_enter == 2
;! expect cpu1.pending == 0
;! expect cpu1.wait_sipi == 0
;! expect mem16.0x700 == 0x0102
; The INIT before the crossing
;! expect cpu1.ev.init == 1
;! expect cpu1.ev.start == 2
;! expect mem.0x6e0 == 2
;! never  sipi_lost
;! never  nmi
;! never  shutdown
org 0x8000
%macro prepare 0
    ipi ICR_INIT, 1
%endmacro
%macro cross 0
    sipi 1
%endmacro
%macro afterwards 0
.again:
    cmp dword [MP_UP], 2
    jne .again
%endmacro
%include "lib/cross.inc"
