;! A CPU with interrupts off and one waiting is not late to an SMI: it comes at once; the interrupt waits on until STI.
;! part   p6
;! cpus   3
;! smi:  on ev.post#1 +20 us   set board.ext_smi_n 0 for 300 ns
;! until  cpu1.ev.smi_taken == 2 within 10 ms
;! expect cpu1.lapic.intr == 1
;! expect cpu1.lapic.irr_top == 0x40
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.smi_low == 1
;! expect cpu1.ev.smi_taken#2 before cpu0.ev.smm_enter#2
;! expect cpu1.ev.smi_taken#2 before cpu2.ev.smm_enter#2
;! expect ev.smm_enter == 6
;! expect cpu1.ev.smm_exit#2 before cpu1.ev.intr#1
;! expect cpu1.ev.intr == 1
; EFLAGS.IF in the save map of CPU 1; what its interrupt routine counted
;! expect mem.0x720 == 0
;! expect mem.0x724 == 1
;! never  shutdown
org 0x8000
%macro cpu0_waits 0
    vector 0x40, intr
    wait_flag 0x709                     ; CPU 1 is there
    ipi ICR_FIXED | 0x40, 1
    cue 1
    wait_flag 0x700
%endmacro
%macro cpu1_waits 0
    mov byte [0x709], 1
    wait_flag 0x701
    mov eax, [dword OWN_SMBASE(1) + HANDLER + MAP_EFLAGS]
    and eax, 0x200
    mov [0x720], eax
    sti
    wait_flag 0x724
    cli
%endmacro
%macro cpu2_waits 0
    wait_flag 0x702
%endmacro
%include "lib/late.inc"

intr:
    inc dword [0x724]
    mov dword [dword APIC_EOI], 0
    iret
