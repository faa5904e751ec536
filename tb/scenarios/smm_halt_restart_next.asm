;! RSM with the auto-HALT bit cleared goes on behind the HLT.
;! one: on cpu0.ev.halt#1 +1 us   set board.ext_smi_n 0 for 300 ns
;! until  ich9.post == 0xd0    within 2 ms
;! until  cpu0.halted == 1     within 20 us
;! expect cpu0.ev.smm_enter == 1
;! expect mem.0x600 == 0x123
;! expect mem.0x604 == 0x1001
;! expect mem.0x60c == 1
;! never  ev.halt_restart
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    note 1
the_hlt:
    hlt
    note 3
    done

handler:
    note 2
    movzx eax, word [slot(MAP_HALT)]
    add eax, 0x1000
    mov [0x604], eax
    mov eax, [slot(MAP_EIP)]
    sub eax, the_hlt
    mov [0x60c], eax
    mov word [slot(MAP_HALT)], 0
    rsm
handler_end:
