;! Stores that wait in the store buffer when the SMI comes are in memory, and without SMMEM#, before SMM is entered.
;! part   core2
;! modes  cycle     the store buffer is there only in cycle mode
;! pull: on ev.post#2 +150 ns  set board.ext_smi_n 0 for 200 ns
;! until  cpu0.smi_pin.pending == 1  within 5 ms
;! expect cpu0.sb_count >= 5
;! expect mem.0x2004c == 1
;! until  cpu0.want_smm == 1         within 5 us
;! expect cpu0.sb_count == 0
;! expect mem.0x20000 == 2
;! expect mem.0x2004c == 2
;! expect cpu0.ev.smm_ack == 0
; The handler's store has come out before RSM gives up SMM
;! until  cpu0.want_smm == 0         within 100 us
;! expect cpu0.sb_count == 0
;! expect mem.0x20100 == 0x77778888
;! expect cpu0.ev.smm_unack == 0
;! until  cpu0.halted == 1           within 1 ms
;! expect mem.0x100 == 0x55556666
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
WAITING equ 20
%include "lib/store_buffer_smi.inc"
