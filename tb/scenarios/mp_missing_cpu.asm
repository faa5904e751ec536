;! A CPU that an SMI did not reach is brought in by an SMI message of its own after the first CPU's time is up.
;! modes  fast,cycle,auto how often the handler looks depends on its clocks
;! part   p6
;! cpus   4
;! expect ich9.post == 0xd0
; Called by logical destination: CPUs 0 to 2
;! expect cpu2.ev.smm_enter#2 before cpu3.ev.smi_msg#2
;! expect cpu3.ev.smm_enter#2 before cpu0.ev.rsm#2
;! expect cpu3.ev.smm_enter#2 before cpu1.ev.rsm#2
;! expect cpu3.ev.smm_enter#2 before cpu2.ev.rsm#2
;! expect cpu1.ev.smi_msg == 2
;! expect cpu3.ev.smi_msg == 2
;! expect ev.smm_enter == 8
; In after the first wait, after the second, messages sent, CPUs without a cause
;! expect mem.0x610 == 3
;! expect mem.0x614 == 4
;! expect mem.0x618 == 1
;! expect mem.0x620 == 0
;! expect mem.0x700 == 0x01010101
;! never  smi_low
;! never  shutdown
org 0x8000
%macro cpu3_waits 0
%endmacro
%macro call_some 0
    ipi ICR_SMI | ICR_LOGICAL, 0x07
%endmacro
%macro afterwards 0
%endmacro
%include "lib/missing.inc"
