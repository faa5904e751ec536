;! A masked entry sends nothing: an edge meanwhile is lost, a level still up when it is unmasked is not.
;! part   p6
;! edge:  on ev.post#1 +500 ns set board.ioapic_pins 0x20 for 500 ns
;! level: on ev.post#2 +500 ns set board.ioapic_pins 0x40
;! down:  on ev.post#3 +500 ns set board.ioapic_pins 0
;! until  ich9.post == 0xd0    within 5 ms
; Every entry is masked after reset: inputs 0, 5, 23
;! expect mem.0x640 == 0x10000
;! expect mem.0x644 == 0x10000
;! expect mem.0x648 == 0x10000
; Interrupts after the edge, after unmasking; with the level up, after unmasking
;! expect mem.0x64c == 0
;! expect mem.0x650 == 0
;! expect mem.0x654 == 0
;! expect mem.0x658 == 1
; The entries in the end
;! expect mem.0x65c == 0x41
;! expect mem.0x660 == 0x8042
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/apic_test.inc"

%macro keep_count 0
    settle
    movzx eax, byte [0x700]
    keep
%endmacro

    begin
    flat
    vector 0x41, routine
    vector 0x42, level
    apic_enable
    ioapic_open
    keep_rte 0
    keep_rte 5
    keep_rte 23
    rte 5, RTE_MASK | 0x41, 0
    rte 6, RTE_MASK | RTE_LEVEL | 0x42, 0
    sti
    cue 1
    keep_count
    rte 5, 0x41, 0
    keep_count
    cue 2
    keep_count
    rte 6, RTE_LEVEL | 0x42, 0
    keep_count
    settle
    keep_rte 5
    keep_rte 6
    done

routine:
    mov byte [0x700], 0xee
    eoi
    iret
level:
    inc byte [0x700]
    cue 3
    pushad
    settle
    eoi
    popad
    iret
