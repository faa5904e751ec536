;! For speed: SMI round trips back to back, each with the shortest handler that gives the next SMI its turn.
;! watchdog 1000 s
;! never ev.shutdown
;! never ev.exception
;! never ev.unknown_opcode
org 0x8000
%include "../scenarios/lib/smm.inc"

    begin
    install handler
    smi_setup
again:
    apm_write 0x5a
    jmp again

handler:
    smi_ack
    rsm
handler_end:
