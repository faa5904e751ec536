;! With flash_busy_clks 0 what was programmed can be read at once.
;! param  flash_busy_clks 0
;! until  ich9.post == 0xd0    within 4 ms
; Identification
;! expect mem.0x640 == 0xbf
;! expect mem.0x644 == 0x60
;! expect mem.0x648 == 0xff
; 2000h: erased; right behind the program of 5Ah, bit 6 aside; later
;! expect mem.0x64c == 0xff
;! expect mem.0x650 == 0x1a
;! expect mem.0x654 == 0x5a
; programmed with F0h; erased; the next sector
;! expect mem.0x658 == 0x50
;! expect mem.0x65c == 0xff
;! expect mem.0x660 == 0x11
;! expect mem16.0x63e == 0x24
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/flash_program.inc"
