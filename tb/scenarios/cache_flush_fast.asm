;! WBINVD and INVD while no line is cached, in each mode: they end, whatever memory holds.
;! until  cpu0.halted == 1        within 2 ms
;! expect mem.0x00000000 == 0xffffffff
;! expect mem.0x600 == 0x2
org 0x8000
%include "lib/smm.inc"

    begin
    mov dword [0], 0xffffffff           ; what a stray read of address 0 would find
    wbinvd
    invd
    note 2
    done
