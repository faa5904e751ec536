;! With tco_sts_sticky TCO_STS stays until 1 is written: a handler that clears only the source has a second SMI.
;! param  tco_sts_sticky 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 2
;! expect cpu0.ev.smm_enter == 2
; SMI_STS after W1C of TCO_STS while the source stands, and after W1C of the source
;! expect mem.0x640 == 0x2000
;! expect mem.0x644 == 0x2000
; The number of SMIs; SMI_STS
;! expect mem.0x648 == 2
;! expect mem.0x64c == 0
;! expect mem16.0x63e == 0x10
;! never  shutdown
org 0x8000
%include "lib/tco_sts.inc"
