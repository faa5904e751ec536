;! An SMI taken in the shadow of MOV SS keeps the shadow: an NMI that came with it waits for one more instruction.
; MOV SS reads its selector from closed TSEG, which sets E_SMERR and so tells when it is under way; snoop_clks makes
; it last until SMI# is latched.
;! param  smi_in_shadow 1
;! param  snoop_clks 31
;! param  closed_read 0
;! hit: on ev.smerr +0 ns      set board.ext_smi_n 0 for 300 ns
;! nmi: on ev.smerr +0 ns      set board.nmi 1 for 300 ns
;! until  cpu0.halted == 1     within 2 ms
;! expect cpu0.ev.smm_exit#1 before cpu0.ev.nmi#1
; The NMI routine saw EBX after exactly one of the instructions behind MOV SS:
;! expect mem.0x610 == 0x101
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/smm.inc"

    begin
    vector 2, nmi
    install handler
    flat
    tseg_place
    smram_write G_SMRAME
    esmramc_write T_EN
    note 1
    mov ebx, 0x100
    mov ss, [dword TSEG]
    inc bx
    inc bx
    inc bx
    inc bx
    note 3
    done

nmi:
    mov [0x610], ebx
    iret

handler:
    note 2
    rsm
handler_end:
