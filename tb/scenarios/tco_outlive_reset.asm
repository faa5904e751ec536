;! INTRD_DET and, after SECOND_TO, BOOT outlive CF9h; INTRD_DET goes with RTCRST#, the other two with RSMRST#.
;! slow_clocks /50000
;! open:   on ev.post#1 +1 us  set board.intruder_n 0 for 1 us
;! resume: on ev.post#2 +1 us  set board.rsmrst_n 0 for 1 us
;! rtc:    on ev.post#3 +1 us  set board.rtcrst_n 0 for 1 us
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.plat_reset == 1
;! expect cpu0.ev.reset == 2
; TCO2_STS: before CF9h, after it, after RSMRST#, after RTCRST#
;! expect mem.0x640 == 7
;! expect mem.0x644 == 7
;! expect mem.0x648 == 1
;! expect mem.0x64c == 0
;! expect mem16.0x63e == 0x10
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    pm_block
    cmp word [LIST - 2], 0
    jne .second_life
    rcba_open
    flat
    mov dword [dword GCS], NO_REBOOT
    cue 1
    wait_io_set TCO1_STS, 1 << 16
    io_write16 TCO_RLD, 1
    wait_io_set TCO1_STS, SECOND_TO << 16
    keep_io16 TCO2_STS
    cf9_reset
.second_life:
    keep_io16 TCO2_STS
    cue 2
    wait_io_clear TCO1_STS, SECOND_TO << 16
    keep_io16 TCO2_STS
    cue 3
    wait_io_clear TCO1_STS, 1 << 16
    keep_io16 TCO2_STS
    done
