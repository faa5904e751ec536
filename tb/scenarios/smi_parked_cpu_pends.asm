;! A parked CPU (waiting for SIPI) latches the SMI but does not serve it; the running CPU does.
;! cpus   2
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 2
;! expect cpu1.wait_sipi == 1
;! expect cpu1.ev.smi_latched == 1
;! expect cpu1.pending == 1
;! expect cpu1.smm == 0
;! expect mem.0x600 == 0x12324
;! never  cpu1.ev.smi_taken
;! never  cpu1.ev.start
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    note 1
    apm_write 1
    note 3
    apm_write 2
    note 4
    done

handler:
    note 2
    smi_ack
    rsm
handler_end:
