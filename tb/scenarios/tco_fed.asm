;! Writes of TCO_RLD in time keep the TCO timer from ever expiring; TCO_RLD reads the count, which each write restarts.
;! slow_clocks /50000
; 4 ticks of 12 us; four reloads 30 us apart.
;! one:   on ev.post#1 +30 us   master dmi write 0x700 1
;! two:   on ev.post#1 +60 us   master dmi write 0x704 1
;! three: on ev.post#1 +90 us   master dmi write 0x708 1
;! last:  on ev.post#1 +120 us  master dmi write 0x70c 1
;! until  ich9.post == 0xd0    within 2 ms
; TCO_RLD 30 us after each reload and right behind the next
;! expect mem.0x640 == 2
;! expect mem.0x644 == 4
;! expect mem.0x648 == 2
;! expect mem.0x64c == 4
;! expect mem.0x650 == 2
;! expect mem.0x654 == 4
;! expect mem.0x658 == 2
;! expect mem.0x65c == 4
;! expect mem16.0x63e == 0x20
;! never  tco
;! never  smi_low
;! never  plat_reset
org 0x8000
%include "lib/smm.inc"

%macro fed 1
    wait_flag %1
    keep_io16 TCO_RLD
    io_write16 TCO_RLD, 1
    keep_io16 TCO_RLD
%endmacro

    begin
    pm_block
    io_write16 TCO_RLD, 1
    cue 1
    fed 0x700
    fed 0x704
    fed 0x708
    fed 0x70c
    done
