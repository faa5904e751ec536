;! A CPU whose local APIC is disabled by SVR gets no lowest-priority message, however low its TPR is.
;! part   core2
;! cpus   4
;! until  ich9.post == 0xd0    within 5 ms
; CPU numbers + 1, in order: CPU 2, the lowest; disabled; enabled again
;! expect mem.0x600 == 0x343
;! never  shutdown
org 0x8000
%include "lib/apic_lowest_disabled.inc"
