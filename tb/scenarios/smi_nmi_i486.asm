;! On a part without a local APIC the pins NMI and INTR reach the core by themselves; NMI waits for RSM.
;! modes  fast,cycle,auto how often the level interrupts depends on its clocks
;! part   i486
;! hit: on cpu0.ev.smm_enter#1 +1 us  set board.nmi 1 for 1 us
;! irq: on ev.post#1 +2 us            set board.intr 1 for 100 us
;! vec: at 0 us                       set board.intr_vector 0x40
;! until  ich9.post == 0xd0    within 5 ms
;! expect cpu0.ev.nmi == 1
;! expect cpu0.ev.smm_exit before cpu0.ev.nmi
;! expect cpu0.ev.intr >= 1
;! expect mem16.0x700 == 0x0101
;! never  shutdown
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    vector 2, nmi
    vector 0x40, intr
    smi_setup
    apm_write 1
    wait_flag 0x701
    cue 1
    sti
    wait_flag 0x700
    cli
    done

nmi:
    mov byte [0x701], 1
    iret
intr:
    mov byte [0x700], 1
    iret

handler:
    mov ecx, 400
.a: a32 loop .a
    smi_ack
    rsm
handler_end:
