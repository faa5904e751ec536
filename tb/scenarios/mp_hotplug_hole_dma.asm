;! What closes the hole against CPUs does not close it against devices: one writes a jump to 38000h behind the firmware.
; E9h FDh 07h: a jump from 38000h to 38800h, where the operating system left its code.
;! part   p6
;! cpus   2
;! dma: on ev.post#1 +1 us   master dmi write 0x38000 0x9007fde9
;! expect ich9.post == 0xd0
;! expect mch.smram == 0x1a
;! expect cpu0.smbase == 0x03f00000
;! expect cpu1.smbase == 0x30000
;! expect ev.master before cpu1.ev.smm_enter
;! expect cpu1.ev.smm_enter#1 before cpu0.ev.rsm#2
;! expect mem.0x720 == 0x5ec2e755
;! expect mem.0x724 == 0xffffffff
;! expect mem8.0x72c == 0
;! never  shutdown
org 0x8000
%macro plug_in 0
    apm_write 4
%endmacro
%include "lib/hotplug.inc"
