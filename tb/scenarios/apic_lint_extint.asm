;! LVT LINT0 in mode ExtINT is virtual wire: INTR with the vector of the interrupt acknowledge, without ISR and EOI.
;! part   p6
;! vec:  at 0 ns             set board.intr_vector 0x40
;! one:  on ev.post#1 +1 us  set board.intr 1 for 10 us
;! two:  on ev.post#2 +1 us  set board.intr 1 for 4 us
;! until  ich9.post == 0xd0    within 5 ms
; Masked by LVT: nothing, though INTR is up; unmasked: the vector of the acknowledge, and not LVT's
;! expect mem.0x600 == 0x1202
; ISR 40h to 5Fh in the routine; PPR; TPR of the highest class holds nothing back
;! expect mem.0x640 == 0
;! expect mem.0x644 == 0xff
;! expect cpu0.ev.intr == 2
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

    begin
    flat
    vector 0x40, routine
    vector 0x41, wrong
    apic_enable
    apic_write APIC_TPR, 0xff
    apic_write APIC_LVT_LINT0, LVT_EXTINT | LVT_MASK | 0x41
    sti
    cue 1
    settle 2000                         ; INTR is up from 1 to 11 us = 4400 core clocks
    note 1
    apic_write APIC_LVT_LINT0, LVT_EXTINT | 0x41
    wait_flag 0x700
    settle
    mov byte [0x700], 0
    note 0
    sti
    cue 2
    wait_flag 0x700
    done

routine:
    note 2
    pushad
    mov byte [0x700], 1
    cmp word [LIST - 2], 0
    jne .kept
    keep_apic dword_of(APIC_ISR, 0x40)
    keep_apic APIC_PPR
.kept:
    popad
    iret_cli
wrong:
    note 0xf
    iret_cli
