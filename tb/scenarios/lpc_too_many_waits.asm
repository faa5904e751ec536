;! One short wait more than lpc_short_waits allows: the host aborts each cycle, and the reset vector reads all ones.
;! param  lpc_dev_waits 8
;! param  lpc_short_waits 7
; FFh FFh is no instruction; the table of vectors is 0.
;! until  cpu0.ev.exception == 1 within 2 ms
;! expect ich9.lpc.aborted == 1
;! expect ich9.lpc.rdata == 0xff
;! never  shutdown
org 0x8000
%include "lib/lpc_waits.inc"
