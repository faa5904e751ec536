;! With 8 short waits in each answer and lpc_short_waits 8 flash and controllers on LPC answer as ever.
;! param  lpc_dev_waits 8
;! param  lpc_short_waits 8
;! until  ich9.post == 0xd0    within 2 ms
;! expect ich9.lpc.aborted == 0
; Flash at FFFFFFF0h, a far jump; the keyboard controller's status
;! expect mem.0x640 == 0x008000ea
;! expect mem.0x644 == 0
;! expect mem16.0x63e == 8
;! never  shutdown
org 0x8000
%include "lib/lpc_waits.inc"
