;! NW = 1 with CD = 0 in the CR0 image shuts the CPU down in RSM.
;! part   p6
;! until  cpu0.shutdown == 1   within 2 ms
;! expect cpu0.ev.rsm == 1
;! expect cpu0.ev.shutdown == 1
;! expect cpu0.ev.rsm before cpu0.ev.shutdown
; Special transactions: SMI acknowledge on entry, shutdown (code 1, the last on the bus); no acknowledge of an exit
;! expect cpu0.ev.special == 2
;! expect bus.req_a == SPECIAL
;! expect bus.be == 1
;! expect cpu0.ev.smm_unack == 0
;! expect mem.0x600 == 0x12
;! expect bus.smi_n == 1
;! never  ev.smm_exit
org 0x8000
%define BAD_SLOT MAP_CR0
%define BAD_VALUE 0x20000010
%include "lib/rsm_fail.inc"
