;! A handler that waits for all CPUs hangs when one of them waits for a SIPI: it latches the SMI and cannot come.
;! cpus   2
;! hang   500 us
;! ends   hang
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.smm == 1
;! expect mem8.0x610 == 1
; The other one:
;! expect cpu1.ev.smi_latched == 1
;! expect cpu1.pending == 1
;! expect cpu1.wait_sipi == 1
;! expect mem8.0x611 == 0
;! never  cpu0.ev.rsm
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    smi_setup
    apm_write 1
    done

; CPU n would set the byte at 610h + n.
handler:
    mov byte [0x610], 1
.all_here:
    cmp word [0x610], 0x0101
    jne .all_here
    smi_ack
    rsm
handler_end:
