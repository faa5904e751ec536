;! SMRR does not stop another bus master: the chipset's TSEG does. Without T_EN a device reads and writes what SMRR covers.
;! part   core2
;! show   master#1 -150 ns to master#1 +100 ns
;! rd1: on ev.post#1 +1 us  master dmi read 0x03f00200 4
;! wr1: on ev.post#1 +2 us  master dmi write 0x03f00200 0xbadbadba
;! go1: on ev.post#1 +3 us  master dmi write 0x00000700 1
;! rd2: on ev.post#2 +1 us  master dmi read 0x03f00200 4
;! wr2: on ev.post#2 +2 us  master dmi write 0x03f00200 0xdeadbeef
;! go2: on ev.post#2 +3 us  master dmi write 0x00000704 1
;! until  ich9.post == 1         within 5 ms
; The handler reads the true word, the program ones
;! expect mem.0x604 == 0x600dda7a
;! expect mem.0x60c == 0xffffffff
; T_EN is 0: the device reads it
;! until  mch.mst_ack == 1       within 10 us
;! expect mch.mst_rdata == 0x600dda7a
;! expect mch.mst_target == DRAM
;! until  ich9.post == 2         within 1 ms
; The handler reads what the device has written
;! expect mem.0x608 == 0xbadbadba
;! expect mch.smram == 0x1a
; T_EN and D_LCK are 1: refused
;! until  mch.mst_ack == 4       within 10 us
;! expect mch.mst_rdata == 0xffffffff
;! expect mch.mst_target == INVALID
;! until  cpu0.halted == 1       within 1 ms
;! expect mem.0x03f00200 == 0xbadbadba
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
CONFIG      equ TSEG + 0x200
TRUE_WORD   equ 0x600dda7a
%include "lib/cache_tseg.inc"

program:
    begin
    install relocate
    flat
    smi_setup
    tseg_place
    install_high handler, ENTRY
    mov dword [dword CONFIG], TRUE_WORD
    wrmsr32 FEATURE_CONTROL, FEATURE_ON
    apm_write 1
    tseg_type MT_WB
    apm_write 2
    mov eax, [0x608]
    mov [0x604], eax
    mov eax, [dword CONFIG]
    mov [0x60c], eax
    cue 1
    wait_flag 0x700
    apm_write 3
    smram_write G_SMRAME
    esmramc_write T_EN
    smram_write G_SMRAME | D_LCK
    cue 2
    wait_flag 0x704
    done

handler:
    smrr_on TSEG, TSEG_SIZE
    mov eax, [dword CONFIG]
    mov [0x608], eax
    smi_ack
    rsm
handler_end:
