;! closed_read is the byte that closed TSEG and HSEG show; the closed A/B range still reads all ones.
;! param  closed_read 0x5a
;! until  cpu0.halted == 1     within 2 ms
;! expect mem.0x604 == 0x5a5a5a5a
;! expect mem.0x608 == 0xffffffff
;! expect mem.0x60c == 0x5a5a5a5a
;! expect ev.smerr == 1
org 0x8000
%include "lib/smm.inc"

    begin
    flat
    tseg_place
    smram_write G_SMRAME
    esmramc_write T_EN
    mov eax, [dword TSEG]
    mov [0x604], eax
    mov eax, [dword 0xa0000]
    mov [0x608], eax
    esmramc_write H_SMRAME
    mov eax, [dword HSEG]
    mov [0x60c], eax
    done
