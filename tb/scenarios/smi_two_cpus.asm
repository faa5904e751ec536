;! One SMI enters two CPUs together, each with its own SMBASE, handler and save map.
;! part   p6
;! cpus   2
;! start  cpu1 at 0x8010
;! one: on ev.halt#2 +2 us  set board.ext_smi_n 0 for 300 ns
;! until  ich9.post == 0xd0    within 5 ms
;! until  cpu0.halted == 1     within 20 us
;! until  cpu1.halted == 1     within 20 us
;! expect ev.smi_low == 2
;! expect cpu0.smbase == 0x40000
;! expect cpu1.smbase == 0x48000
;! expect cpu0.ev.smm_enter == 2
;! expect cpu1.ev.smm_enter == 2
;! expect cpu0.ev.smm_exit == 2
;! expect cpu1.ev.smm_exit == 2
; Both were in before either left, in both SMIs
;! expect cpu0.ev.smm_enter#1 before cpu1.ev.rsm#1
;! expect cpu1.ev.smm_enter#1 before cpu0.ev.rsm#1
;! expect cpu0.ev.smm_enter#2 before cpu1.ev.rsm#2
;! expect cpu1.ev.smm_enter#2 before cpu0.ev.rsm#2
;! expect mem.0x670 == 1
;! expect mem.0x674 == 1
; CS selector and SMBASE slot as each handler found them
;! expect mem16.0x650 == 0x4000
;! expect mem16.0x654 == 0x4800
;! expect mem.0x660 == 0x40000
;! expect mem.0x664 == 0x48000
org 0x8000
%define CPUS 2
%define OWN_SHIFT 15
%define OWN_SMBASE(n) (0x40000 + ((n) << OWN_SHIFT))
%include "lib/many_cpus.inc"
