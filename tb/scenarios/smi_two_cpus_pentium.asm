;! One SMI enters two Pentiums together: the one SMIACT# wire belongs to the CPU that owns the bus.
;! part   pentium
;! cpus   2
;! start  cpu1 at 0x8010
;! one: on ev.halt#2 +2 us  set board.ext_smi_n 0 for 300 ns
;! until  ich9.post == 0xd0    within 5 ms
;! until  cpu0.halted == 1     within 20 us
;! until  cpu1.halted == 1     within 20 us
;! expect cpu0.smbase == 0x40000
;! expect cpu1.smbase == 0x48000
;! expect cpu0.ev.smm_enter == 2
;! expect cpu1.ev.smm_enter == 2
;! expect cpu0.ev.smm_exit == 2
;! expect cpu1.ev.smm_exit == 2
;! expect cpu0.ev.smm_enter#2 before cpu1.ev.rsm#2
;! expect cpu1.ev.smm_enter#2 before cpu0.ev.rsm#2
;! expect mem.0x670 == 1
;! expect mem.0x674 == 1
;! expect mem.0x660 == 0x40000
;! expect mem.0x664 == 0x48000
;! never  ev.shutdown
org 0x8000
%define CPUS 2
%define OWN_SHIFT 15
%define OWN_SMBASE(n) (0x40000 + ((n) << OWN_SHIFT))
%include "lib/many_cpus.inc"
