;! INTR and SMI at one boundary: the SMI is taken, INTR waits until after RSM.
; The OUT is held until the SMI is latched, so INTR raised with SMI# meets it at the boundary behind the OUT.
;! up:   on ev.smi_low +0 ns      set board.intr 1
;! down: on cpu0.ev.intr +0 ns    set board.intr 0
;! vec:  at 0 ns                  set board.intr_vector 0x40
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_enter == 1
;! expect cpu0.ev.intr == 1
;! expect cpu0.ev.smm_exit before cpu0.ev.intr
; Program 1, SMI handler 2, interrupt routine 3, program 4:
;! expect mem.0x600 == 0x1234
; Both came two bytes behind the OUT; IF was saved as 1:
;! expect mem.0x604 == 2
;! expect mem.0x608 == 2
;! expect mem.0x60c == 0x200
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    vector 0x40, routine
    smi_setup
    note 1
    sti
    nop
    apm_write 1, the_out
    note 4
    done

routine:
    push bp
    mov bp, sp
    push eax
    movzx eax, word [bp + 2]
    sub eax, the_out
    mov [0x608], eax
    note 3
    pop eax
    pop bp
    iret

handler:
    note 2
    mov eax, [slot(MAP_EIP)]
    sub eax, the_out
    mov [0x604], eax
    mov eax, [slot(MAP_EFLAGS)]
    and eax, 0x200
    mov [0x60c], eax
    smi_ack
    rsm
handler_end:
