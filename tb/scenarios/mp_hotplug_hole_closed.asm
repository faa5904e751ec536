;! The hole closed: firmware relocates the new CPU from inside SMM, before others run; their code at 38000h never does.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect mch.smram == 0x1a
;! expect cpu0.smbase == 0x03f00000
;! expect cpu1.smbase == 0x03f00800
; The new CPU has the SMI before it starts, and is out before the firmware lets the system go on
;! expect cpu1.ev.smi_latched before cpu1.ev.start
;! expect cpu1.ev.smm_exit#1 before cpu0.ev.rsm#2
; The second broadcast brings it to TSEG
;! expect ev.smi_low == 2
;! expect cpu1.ev.smm_enter == 2
;! expect mem16.0x700 == 0x0102
;! expect mem8.0x72c == 1
; Nothing is stolen
;! expect mem.0x720 == 0
;! expect mem.0x724 == 0xffffffff
;! expect ev.smerr == 1
;! never  shutdown
org 0x8000
%macro plug_in 0
    apm_write 4
%endmacro
%include "lib/hotplug.inc"
