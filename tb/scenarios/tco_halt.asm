;! TMR_HLT stops the TCO timer, also its second expiry; it goes on from its count when TMR_HLT is 0 again.
;! slow_clocks /50000
; 4 ticks of 12 us. Halted behind the first expiry for longer than a second would take, then let go.
;! go: on ev.post#1 +80 us  master dmi write 0x700 1
;! until  ich9.post == 1       within 2 ms
;! until  ev.master == 1       within 1 ms
;! expect ev.tco == 2
;! until  ev.plat_reset == 1   within 100 us
;! expect ev.tco == 2
;! until  ich9.post == 0xd0    within 2 ms
; TCO_RLD when halted, and when let go; TCO2_STS then, and after the reset
;! expect mem.0x640 == 4
;! expect mem.0x644 == 4
;! expect mem.0x648 == 0
;! expect mem.0x64c == 6
;! expect mem16.0x63e == 0x10
;! never  smi_low
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    pm_block
    cmp word [LIST - 2], 0
    jne .second_life
    io_write16 TCO_RLD, 1
    wait_io_set TCO1_STS, TIMEOUT
    io_write16 TCO1_CNT, TMR_HLT
    keep_io16 TCO_RLD
    io_write16 TCO1_STS, TIMEOUT
    cue 1
    wait_flag 0x700
    keep_io16 TCO_RLD
    keep_io16 TCO2_STS
    io_write16 TCO1_CNT, 0
.wait:
    jmp .wait
.second_life:
    keep_io16 TCO2_STS
    done
