;! INTR reaches CPU 0 only: with two CPUs halted and IF = 1 in both, CPU 1 stays in HLT.
;! part   p6
;! cpus   2
;! start  cpu1 at 0x8010
;! vec:  at 0 ns                  set board.intr_vector 0x40
;! up:   on ev.halt#2 +2 us       set board.intr 1
;! mark: on ev.halt#2 +50 us      set board.gpi 1
;! until  board.gpi == 1       within 5 ms
; INTR is still up:
;! expect board.intr == 1
;! expect cpu0.ev.intr == 1
;! expect cpu1.halted == 1
; CPU 0: program 1, routine 2; CPU 1 counts in 0x604 what it does: 1 before its HLT, 2 in the routine, 3 behind the HLT
;! expect mem.0x600 == 0x12
;! expect mem.0x604 == 1
;! never  cpu1.ev.intr
org 0x8000
%include "lib/smm.inc"

    jmp main
    align 16, db 0x90                   ; CPU 1 starts at org + 10h
    xor ax, ax
    mov ds, ax
    mov ss, ax
    mov esp, STACK - 0x400
    jmp 0:other

main:
    begin
    vector 0x40, routine
    mov byte [0x700], 1
    note 1
    sti
    hlt
    rest

other:
    wait_flag 0x700
    mov byte [0x604], 1
    sti
    hlt
    mov byte [0x604], 3
    rest

routine:                                ; its stack tells the CPUs apart
    cmp sp, STACK - 0x200
    jb .other
    note 2
    done
.other:
    mov byte [0x604], 2
    rest
