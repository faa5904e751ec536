;! An I/O trap wants the lanes of TBE in the access, those in BEM aside: row 16 of the source table.
;! param  trap_any_lane 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 3
;! expect cpu0.ev.smm_enter == 3
; SMIs so far. Lane 1 in TBE: after a byte to 915h, a word to 914h, a byte to 914h
;! expect mem.0x640 == 1
;! expect mem.0x644 == 1
;! expect mem.0x648 == 1
; Lane 0 in BEM too
;! expect mem.0x64c == 2
;! expect mem.0x650 == 3
;! expect mem.0x654 == 3
;! never  shutdown
org 0x8000
%include "lib/iotrap_lanes.inc"
