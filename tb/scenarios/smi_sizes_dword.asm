;! Without pm_byte_access bytes and words of SMI_EN and SMI_STS read all ones and write nothing.
;! param  pm_byte_access 0
;! until  ich9.post == 0xd0    within 2 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 11
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%define ALLOWED 0
%include "lib/pm_sizes.inc"
