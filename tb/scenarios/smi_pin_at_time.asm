;! A pulse on SMI# at a known time finds a halted machine in cycle mode, also when auto mode was fast until then.
;! part p6
;! kick: at 500 us set board.ext_smi_n 0 for 300 ns
;! until  cpu0.smm == 1        within 2 ms
;! expect ev.unforeseen == 0
;! until  cpu0.halted == 1     within 1 ms
;! expect mem.0x600 == 0x12
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    note 1
    rest

handler:
    note 2
    rsm
handler_end:
