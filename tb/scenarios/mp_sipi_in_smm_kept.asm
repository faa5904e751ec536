;! With sipi_kept_in_smm 1 a Start-Up message that comes in SMM is kept: INIT follows RSM, then the CPU starts.
;! part   p6
;! cpus   2
;! param  sipi_kept_in_smm 1
;! expect ich9.post == 0xd0
;! expect cpu1.ev.smm_exit#2 before cpu1.ev.init#1
;! expect cpu1.ev.init#1 before cpu1.ev.start#2
;! expect cpu1.ev.start == 2
;! expect mem.0x640 == 2
;! expect mem.0x644 == 2
;! expect mem16.0x700 == 0x0100
;! expect mem16.0x704 == 0x0100
;! never  sipi_lost
;! never  shutdown
org 0x8000
%include "lib/mp_sipi_in_smm.inc"
