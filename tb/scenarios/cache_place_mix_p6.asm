;! Entry code and save map in the uncached A segment, the rest of the handler in write-back TSEG, to which it jumps.
;! part   p6
;! show   smm_enter#2 to rsm#2
;! until  cpu0.halted == 1       within 5 ms
;! expect mch.smram == 0x1a
;! expect mem.0x600 == 0x123234
; The save map in the A segment at once, the count in TSEG after WBINVD
;! expect mem.0x000afef8 == 0x000a0000
;! expect mem.0x03f00100 == 2
;! expect ev.smm_exit == 3
;! expect ev.smerr == 0
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
COUNT       equ TSEG + 0x100
BODY        equ TSEG + HANDLER

    begin
    install relocate
    flat
    smi_setup
    tseg_place
    smram_write G_SMRAME | D_OPEN
    install entry, 0xa0000 + HANDLER
    install_high body, BODY
    apm_write 1
    smram_write G_SMRAME
    esmramc_write T_EN
    smram_write G_SMRAME | D_LCK
    mtrr_range 0, TSEG, 0x100000, MT_WB
    mtrr_range 1, 0, 0x80000, MT_WB
    caches_on
    note 1
    apm_write 2
    cue 1
    apm_write 3
    note 4
    wbinvd
    done

relocate:
    mov dword [slot(MAP_SMBASE)], 0xa0000
    smi_ack
    rsm
relocate_end:

entry:
    note 2
    mov eax, BODY - 0xa0000             ; CS has SMBASE as its base, and 4 GB
    jmp eax
entry_end:

body:
    note 3
    inc dword [dword COUNT]
    smi_ack
    rsm
body_end:
