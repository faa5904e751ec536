;! The same of the four I/O traps with trap_any_lane.
;! param  trap_any_lane 1
;! until  ich9.post == 0xd0    within 4 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 42
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/iotrap_four.inc"
