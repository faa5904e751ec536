;! With igd_writes 1 a graphics write that is redirected from SMRAM lands at C0000h; SMRAM itself stays as it was.
;! param  igd_writes 1
;! w: on cpu0.ev.halt#1 +2 us    master igd write 0xa0010 0x55667788
;! until  cpu0.halted == 1     within 2 ms
;! until  ev.master == 1       within 100 us
;! expect mem.0xc0010 == 0x55667788
;! expect mem.0xa0010 == 0
org 0x8000
%include "lib/smm.inc"

    begin
    smram_write G_SMRAME
    rest
