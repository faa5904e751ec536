;! LVT LINT0 fixed and level: one interrupt until EOI, which clears remote IRR; while the pin stays up EOI brings another.
;! part   p6
;! up:   on ev.post#1 +1 us  set board.lint0 1
;! down: on ev.post#2 +1 us  set board.lint0 0
;! until  ich9.post == 0xd0    within 5 ms
; LVT in the routine and behind EOI, when the pin is up; the second routine, its pin down by then
;! expect mem.0x640 == 0xc041
;! expect mem.0x644 == 0xc041
;! expect mem.0x648 == 0xc041
;! expect mem.0x64c == 0x8041
; Interrupts; TMR while the first is in service
;! expect mem.0x650 == 2
;! expect mem.0x708 == 2
; No EOI message: it is of no I/O APIC
;! expect cpu0.ev.intr == 2
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

    begin
    flat
    vector 0x41, routine
    apic_enable
    apic_write APIC_LVT_LINT0, LVT_LEVEL | 0x41
    sti
    cue 1
.wait:
    cmp byte [0x700], 2
    jb .wait
    settle
    movzx eax, byte [0x700]
    keep
    done

routine:
    pushad
    inc byte [0x700]
    cmp byte [0x700], 1
    je .first
    cue 2
    settle
    keep_apic APIC_LVT_LINT0
    eoi
    settle 400
    keep_apic APIC_LVT_LINT0
    popad
    iret
.first:
    apic_read dword_of(APIC_TMR, 0x41)
    mov [0x708], eax
    settle
    keep_apic APIC_LVT_LINT0
    eoi
    settle 400
    keep_apic APIC_LVT_LINT0
    popad
    iret
