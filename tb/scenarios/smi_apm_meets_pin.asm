;! An APM write and a pulse on the pin from outside that ends before it make two SMIs; sweep `write` or `pulse` to see them meet.
;! modes cycle the write and the pulse are apart by clocks
;! pulse: on ev.post#1 +12 us set board.ext_smi_n 0 for 200 ns
;! write: mem 0x7f0 delay 12200 ns
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smm_enter == 2
;! expect ev.smi_low == 2
;! expect mem8.0x60c == 2
;! expect ich9.smi_sts == 0
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    cue 1
    spin 0x7f0
    apm_write 1
    done

handler:
    count_smi
    smi_ack
    rsm
handler_end:
