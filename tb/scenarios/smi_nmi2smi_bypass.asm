;! With nmi2smi_bypass 1 an NMI turned into an SMI does not need TCO_EN: row 24 of the source table.
;! param  nmi2smi_bypass 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x1423
;! expect mem.0x640 == 1
;! expect mem.0x644 == 0x2000
;! expect mem.0x648 == 0
;! expect mem.0x64c == 0
;! expect mem16.0x63e == 0x10
;! never  nmi
;! never  shutdown
org 0x8000
%include "lib/nmi2smi_tco_en.inc"
