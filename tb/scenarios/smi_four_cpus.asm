;! One SMI enters four CPUs together; their SMBASEs are 800h apart, which P6 allows, so handlers and maps interleave.
;! part   p6
;! cpus   4
;! start  cpu1 at 0x8010
;! start  cpu2 at 0x8020
;! start  cpu3 at 0x8030
;! one: on ev.halt#4 +2 us  set board.ext_smi_n 0 for 300 ns
;! until  ich9.post == 0xd0    within 10 ms
;! until  cpu0.halted == 1     within 20 us
;! until  cpu1.halted == 1     within 20 us
;! until  cpu2.halted == 1     within 20 us
;! until  cpu3.halted == 1     within 20 us
;! expect ev.smi_low == 2
;! expect cpu0.smbase == 0x40000
;! expect cpu1.smbase == 0x40800
;! expect cpu2.smbase == 0x41000
;! expect cpu3.smbase == 0x41800
;! expect ev.smm_enter == 8
;! expect ev.smm_exit == 8
;! expect cpu3.ev.smm_enter == 2
;! expect cpu3.ev.smm_enter#2 before cpu0.ev.rsm#2
;! expect cpu0.ev.smm_enter#2 before cpu3.ev.rsm#2
;! expect cpu1.ev.smm_enter#2 before cpu2.ev.rsm#2
;! expect mem.0x670 == 1
;! expect mem.0x674 == 1
;! expect mem.0x678 == 1
;! expect mem.0x67c == 1
; CS selector and SMBASE slot as each handler found them
;! expect mem16.0x650 == 0x4000
;! expect mem16.0x654 == 0x4080
;! expect mem16.0x658 == 0x4100
;! expect mem16.0x65c == 0x4180
;! expect mem.0x660 == 0x40000
;! expect mem.0x664 == 0x40800
;! expect mem.0x668 == 0x41000
;! expect mem.0x66c == 0x41800
org 0x8000
%define CPUS 4
%define OWN_SHIFT 11
%define OWN_SMBASE(n) (0x40000 + ((n) << OWN_SHIFT))
%include "lib/many_cpus.inc"
