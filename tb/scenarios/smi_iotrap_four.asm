;! Each of the four I/O traps is hit, and missed by address, direction, lane or enable, beside others too: row 16.
;! until  ich9.post == 0xd0    within 4 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 42
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/iotrap_four.inc"
