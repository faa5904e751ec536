;! A reset of the machine gives every CPU SMBASE 30000h again: all have to be relocated anew.
;! modes  fast,cycle,auto how far the others have come at the end depends on their clocks
;! part   p6
;! cpus   4
;! until  ich9.post == 1       within 2 ms
;! expect cpu0.smbase == 0x40000
;! expect cpu3.smbase == 0x41800
;! until  cpu3.ev.reset == 2   within 1 ms
;! expect cpu0.smbase == 0x30000
;! expect cpu1.smbase == 0x30000
;! expect cpu2.smbase == 0x30000
;! expect cpu3.smbase == 0x30000
;! expect cpu3.wait_sipi == 1
;! until  ich9.post == 0xd0    within 2 ms
;! expect cpu0.smbase == 0x40000
;! expect cpu1.smbase == 0x40800
;! expect cpu2.smbase == 0x41000
;! expect cpu3.smbase == 0x41800
;! expect ev.plat_reset == 1
;! expect cpu0.ev.smbase == 2
;! expect cpu1.ev.smbase == 2
;! expect cpu2.ev.smbase == 2
;! expect cpu3.ev.smbase == 2
;! expect cpu1.ev.start == 2
;! never  init
;! never  shutdown
org 0x8000
%define CPUS 4
%include "lib/mp.inc"

bsp:
    mov dword [MP_UP], 0
    mov dword [MP_MOVED], 0
    start_others
    relocate_all
    cmp byte [0x710], 0
    jne .second
    mov byte [0x710], 1
    post 1
    cf9_reset
.second:
    done

ap:
    rest

handler:
handler_end:
