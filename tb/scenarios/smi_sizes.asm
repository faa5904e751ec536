;! SMI_EN and SMI_STS are read and written by bytes, words and dwords with pm_byte_access.
;! param  pm_byte_access 1
;! until  ich9.post == 0xd0    within 2 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 11
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%define ALLOWED 1
%include "lib/pm_sizes.inc"
