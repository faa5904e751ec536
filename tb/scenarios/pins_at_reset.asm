;! A wire from outside that stands at 1 through a reset is no event: its status bit stays 0 until it rises anew.
;! ev:    at 100 ns  set board.pm1_ev 0xc410 for 20 us
;! btn:   at 100 ns  set board.pwrbtn_n 0 for 20 us
;! year:  at 100 ns  set board.newcentury 1 for 20 us
;! link:  at 100 ns  set board.smlink 1 for 20 us
;! smi:   at 100 ns  set board.dmi_smi 1 for 20 us
;! sci:   at 100 ns  set board.dmi_sci 1 for 20 us
;! derr:  at 100 ns  set board.dmi_serr 1 for 20 us
;! serr:  at 100 ns  set board.serr 1 for 20 us
;! again: on ev.post#1 +1 us  set board.pm1_ev 0xc410 for 500 ns
;! year2: on ev.post#1 +1 us  set board.newcentury 1 for 500 ns
;! bus:   on ev.post#1 +1 us  set board.smbus 1 for 40 us
;! until  ich9.post == 0xd0    within 2 ms
; Comparisons, and the first that failed
;! expect mem.0x610 == 8
;! expect mem.0x614 == 0
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

; PM1_STS, TCO1_STS, port 61h
%macro same_all 3
    io_read16 PM1_STS
    movzx eax, ax
    same %1
    io_read16 TCO1_STS
    movzx eax, ax
    same %2
    in al, 0x61
    movzx eax, al
    same %3
%endmacro

    begin
    pm_block
    pm_wait 100                         ; 28 us: the wires are low again
    same_all 0, 0, 0
    cue 1
    pm_wait 30
    same_all 0xc410, 0x80, 0
; The SMBus wire is looked at each 15.6 us; it stands longer.
    wait_io_set SMI_STS, SMBUS_SMI_STS
    io_write32 SMI_STS, SMBUS_SMI_STS
    in eax, dx
    and eax, SMBUS_SMI_STS
    same SMBUS_SMI_STS
    pm_wait 200
    io_write32 SMI_STS, SMBUS_SMI_STS
    in eax, dx
    and eax, SMBUS_SMI_STS
    same 0
    done
