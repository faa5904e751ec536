;! Dirty lines of SMRAM stay in the cache over RSM; written back outside SMM they are accepted by a closed, locked TSEG.
;! modes  cycle     caches are there only in cycle mode
;! show   post#1 +270 ns to post#1 +620 ns
;! until  ich9.post == 1         within 5 ms
; The handler has written, memory has it not, and SMM is over
;! expect mem.0x03f00000 == 0x11112222
;! expect cpu0.smm == 0
;! until  cpu0.halted == 1       within 2 ms
; After WBINVD: also the save map of that SMI (revision of the SMM, at SMBASE + FEFCh)
;! expect mem.0x03f00000 == 0x33334444
;! expect mem.0x03f0fefc == 0x30000
;! expect mch.smram == 0x1a
;! expect ev.smerr == 0
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

    begin
    install relocate
    flat
    smi_setup
    tseg_place
    mov dword [dword TSEG], 0x11112222
    install_high handler, TSEG + HANDLER
    apm_write 1
    smram_write G_SMRAME
    esmramc_write T_EN
    smram_write G_SMRAME | D_LCK
    mtrr_range 0, TSEG, 0x100000, MT_WB
    caches_on
    apm_write 2
    cue 1
    wbinvd
    done

relocate:
    mov dword [slot(MAP_SMBASE)], TSEG
    smi_ack
    rsm
relocate_end:

handler:
    mov dword [dword TSEG], 0x33334444
    smi_ack
    rsm
handler_end:
