;! Bus masters do not reach SMRAM while a CPU is in SMM either: being in SMM belongs to the CPU, not to the bus.
; One access each 2 us while the handler waits; its own accesses in between all carry the SMM sign.
;! a1: on cpu0.ev.smm_fetch +2 us   master dmi read  0xa0000 4
;! a2: on cpu0.ev.smm_fetch +4 us   master dmi write 0xa0000 0x0badbad0
;! a3: on cpu0.ev.smm_fetch +6 us   master dmi read  0x03f00000 4
;! a4: on cpu0.ev.smm_fetch +8 us   master peg write 0x03f00000 0x0badbad0
;! go: on cpu0.ev.smm_fetch +10 us  master dmi write 0x700 1
;! until  mch.mst_ack == 1     within 2 ms
;! expect cpu0.smm == 1
;! expect mch.mst_target == VIDEO
;! expect mch.mst_rdata == 0xffffffff
;! until  mch.mst_ack == 2     within 4 us
;! expect mch.mst_target == VIDEO
;! until  mch.mst_ack == 3     within 4 us
;! expect mch.mst_target == INVALID
;! expect mch.mst_rdata == 0xffffffff
;! until  mch.mst_ack == 4     within 4 us
;! expect mch.mst_target == INVALID
;! expect cpu0.smm == 1
;! until  cpu0.halted == 1     within 2 ms
; What the handler read itself, after the masters had their turn
;! expect mem.0x604 == 0x11112222
;! expect mem.0x608 == 0x33334444
;! expect mem.0xa0000 == 0x11112222
;! expect mem.0x03f00000 == 0x33334444
;! expect mem.0x600 == 0x123
;! never  ev.smerr
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    flat
    smi_setup
    tseg_place
    mov dword [dword TSEG], 0x33334444
    smram_write G_SMRAME | D_OPEN
    mov dword [dword 0xa0000], 0x11112222
    esmramc_write T_EN
    smram_write G_SMRAME | D_LCK
    note 1
    apm_write 1
    note 3
    done

handler:
    note 2
.wait:
    mov eax, [dword 0xa0000]
    mov [0x604], eax
    mov eax, [dword TSEG]
    mov [0x608], eax
    cmp byte [0x700], 0
    je .wait
    smi_ack
    rsm
handler_end:
