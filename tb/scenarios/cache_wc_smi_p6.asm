;! Bytes in write-combining buffers go out, type WC, at I/O, before the sign of entry of an SMI and before that of its exit.
;! part   p6
;! modes  cycle     write combining is there only in cycle mode
;! pull: on ev.post#1 +2 us  set board.ext_smi_n 0 for 200 ns
;! until  cpu0.wc_count == 2         within 5 ms
;! expect mem.0x20000 == 0
;! until  ich9.post == 1             within 5 us
;! expect cpu0.wc_count == 0
;! expect mem.0x20000 == 0x11112222
;! expect mem.0x20004 == 0x00005555
;! expect mem.0x20008 == 0x33334444
;! expect mem.0x20040 == 0x66000000
;! until  cpu0.smi_pin.pending == 1  within 5 us
;! expect cpu0.wc_count == 2
;! expect mem.0x20080 == 0
; Two writes, of bytes 0 to 5 and 8 to 11, and one of byte 43h
;! until  bus.attr == 1              within 2 us
;! expect bus.a == 0x20080
;! expect bus.req_a == MEM_WRITE
;! expect bus.be == 0x3f
;! expect bus.smmem_n == 1
;! until  bus.a == 0x20088           within 2 us
;! expect bus.attr == 1
;! until  bus.a == 0x200c3           within 2 us
;! expect bus.attr == 1
;! expect cpu0.want_smm == 0
;! until  cpu0.want_smm == 1         within 2 us
;! expect cpu0.wc_count == 0
;! expect mem.0x20080 == 0x11112222
;! expect mem.0x200c0 == 0x66000000
;! expect cpu0.ev.smm_ack == 0
; The same on the way out, now with SMMEM#
;! until  bus.a == 0x20100           within 100 us
;! until  bus.attr == 1              within 1 bclk
;! expect bus.smmem_n == 0
;! expect cpu0.want_smm == 1
;! until  cpu0.want_smm == 0         within 100 us
;! expect cpu0.wc_count == 0
;! expect mem.0x20100 == 0x77778888
;! expect mem.0x20104 == 0x00009900
;! expect cpu0.ev.smm_unack == 0
;! until  ich9.post == 0xd0          within 1 ms
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
%include "lib/wc_smi.inc"
