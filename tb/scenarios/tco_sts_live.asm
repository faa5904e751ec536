;! TCO_STS follows the TCO status bits: a handler that clears only the source is done.
;! param  tco_sts_sticky 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
; SMI_STS after W1C of TCO_STS while the source stands, and after W1C of the source
;! expect mem.0x640 == 0x2000
;! expect mem.0x644 == 0
; The number of SMIs; SMI_STS
;! expect mem.0x648 == 1
;! expect mem.0x64c == 0
;! expect mem16.0x63e == 0x10
;! never  shutdown
org 0x8000
%include "lib/tco_sts.inc"
