;! A triple fault outside SMM shuts the CPU down with its special cycle; SMI# does not leave it on p6, INIT# does.
;! part  p6
;! smi:  on cpu0.ev.shutdown#1 +2 us   set board.ext_smi_n 0 for 1 us
;! init: on cpu0.ev.shutdown#1 +20 us  set board.init_n 0 for 1 us
;! until  cpu0.shutdown == 1   within 2 ms
; Shutdown_cause 1 is the triple fault; the special transaction's code is 1 too.
;! expect bus.be == 1
;! expect cpu0.smm == 0
;! until  cpu0.ev.init == 1    within 100 us
;! expect cpu0.ev.smm_enter == 0
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.ev.shutdown == 1
;! expect cpu0.ev.smi_latched#1 before cpu0.ev.init#1
; The SMI that was latched meanwhile is taken once the CPU runs again:
;! expect cpu0.ev.init#1 before cpu0.ev.smm_enter#1
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/smm.inc"

    begin
    cmp byte [0x704], 1
    je again
    install handler
    mov byte [0x704], 1
    note 1
    lidt [no_idt]
    int3
    note 9
    rest

again:
    note 3
    done

no_idt:
    dw 0
    dd 0

handler:
    note 2
    rsm
handler_end:
