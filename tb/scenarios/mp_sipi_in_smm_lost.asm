;! INIT and Start-Up come while the CPU is in SMM: INIT is kept, Start-Up lost; the CPU never starts until one more comes.
; A boot hang in the field was of this kind (interconnect facts 2.3).
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect cpu1.ev.sipi_lost == 1
;! expect cpu1.ev.sipi_lost before cpu1.ev.rsm#2
;! expect cpu1.ev.smm_exit#2 before cpu1.ev.init#1
;! expect cpu1.ev.start == 2
; CPUs that had come to the program: only the first start, then the third message
;! expect mem.0x640 == 1
;! expect mem.0x644 == 2
;! expect mem16.0x700 == 0x0100
;! expect mem16.0x704 == 0x0100
;! never  shutdown
org 0x8000
%include "lib/mp_sipi_in_smm.inc"
