;! The hot-plug hole: a CPU not yet relocated takes a broadcast SMI at 38000h, where others wrote; it reads locked TSEG.
;! part   p6
;! cpus   2
;! expect ich9.post == 0xd0
;! expect mch.smram == 0x1a
;! expect cpu0.smbase == 0x03f00000
;! expect cpu1.smbase == 0x30000
;! expect ev.smi_low == 1
;! expect cpu1.ev.smi_latched before cpu1.ev.start
;! expect cpu1.ev.smm_enter == 1
; The value stolen from TSEG; what the same read gives outside SMM
;! expect mem.0x720 == 0x5ec2e755
;! expect mem.0x724 == 0xffffffff
;! expect ev.smerr == 1
;! expect mem16.0x700 == 0x0001
;! expect mem8.0x72c == 0
;! never  shutdown
org 0x8000
%macro plug_in 0
%endmacro
%include "lib/hotplug.inc"
