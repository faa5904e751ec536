;! RSM with the auto-HALT bit left at 1 goes back into HLT, with a new halt cycle.
;! one: on cpu0.ev.halt#1 +1 us   set board.ext_smi_n 0 for 300 ns
;! two: on cpu0.ev.smm_exit#1 +5 us  set board.ext_smi_n 0 for 300 ns
;! until  ev.smm_exit == 1     within 2 ms
;! expect cpu0.halted == 1
; Special transactions so far: halt, SMI acknowledge, SMI acknowledge, halt
;! expect cpu0.ev.special == 4
;! expect cpu0.ev.halt == 1
;! expect cpu0.ev.special#4 before cpu0.ev.halt_restart
;! until  ev.smm_enter == 2    within 2 ms
; The program has not moved on in between:
;! expect mem.0x600 == 0x12
;! until  ich9.post == 0xd0    within 2 ms
;! until  cpu0.halted == 1     within 20 us
;! expect cpu0.ev.halt_restart == 1
; and two SMI acknowledges and the halt of the end after them
;! expect cpu0.ev.special == 7
;! expect cpu0.ev.smm_enter == 2
;! expect cpu0.ev.smm_exit#1 before cpu0.ev.halt_restart
; Program 1, first handler 2, second handler 3, program 4:
;! expect mem.0x600 == 0x1234
; 7F02h at both entries (with 1000h added); saved EIP behind the one-byte HLT both times:
;! expect mem.0x604 == 0x1001
;! expect mem.0x608 == 0x1001
;! expect mem.0x60c == 1
;! expect mem.0x610 == 1
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    note 1
the_hlt:
    hlt
    note 4
    done

handler:
    movzx eax, word [slot(MAP_HALT)]
    add eax, 0x1000
    mov ebx, [slot(MAP_EIP)]
    sub ebx, the_hlt
    cmp byte [0x600], 1
    jne .second
    mov [0x604], eax
    mov [0x60c], ebx
    note 2
    rsm
.second:
    mov [0x608], eax
    mov [0x610], ebx
    note 3
    mov word [slot(MAP_HALT)], 0
    rsm
handler_end:
