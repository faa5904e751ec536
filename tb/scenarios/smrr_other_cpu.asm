;! SMRR is each CPU's own: CPU 2 has none, plants a line of TSEG in its cache, and gives it to CPU 0's handler by HITM#.
;! part   core2
;! cpus   3
;! start  cpu2 at 0x9000
;! modes  cycle     caches are there only in cycle mode
;! show   smm_enter#3 to rsm#3
;! until  ich9.post == 1         within 5 ms
; CPU 0 alone, with SMRR: the handler reads the true word, the program ones
;! expect mem.0x604 == 0x600dda7a
;! expect mem.0x60c == 0xffffffff
;! expect mch.smram == 0x1a
;! until  ich9.post == 2         within 5 ms
; CPU 2 has planted
;! expect mem.0x610 == 0xbadbadba
;! expect mem.0x03f00200 == 0x600dda7a
;! until  bus.hitm_n == 0        within 1 ms
;! expect cpu0.smm == 1
;! expect cpu2.smm == 0
;! until  cpu0.halted == 1       within 1 ms
;! expect mem.0x608 == 0xbadbadba
;! expect cpu0.ev.smm_exit == 3
;! expect cpu2.ev.smm_enter == 0
; The owner's line went to SMRAM with HITM#, as a write-back
;! expect mem.0x03f00200 == 0xbadbadba
org 0x8000
%include "lib/smm.inc"
%include "lib/apic.inc"
%include "lib/cache.inc"
CONFIG      equ TSEG + 0x200
TRUE_WORD   equ 0x600dda7a
PLANTED     equ 0xbadbadba
%macro tseg_contents 0
    mov dword [dword CONFIG], TRUE_WORD
%endmacro
%define BY_IPI
%include "lib/cache_tseg.inc"

program:
    wrmsr32 FEATURE_CONTROL, FEATURE_ON
    tseg_firmware
    tseg_type MT_WB
    raise_smi 2
    mov eax, [0x608]
    mov [0x604], eax
    mov dword [dword CONFIG], PLANTED
    mov eax, [dword CONFIG]
    mov [0x60c], eax
    cue 1
    mov byte [0x700], 1
    wait_flag 0x701
    cue 2
    raise_smi 3
    done

handler:
    smrr_on TSEG, TSEG_SIZE
    mov eax, [dword CONFIG]
    mov [0x608], eax
    smi_over
    rsm
handler_end:

    times 0x1000 - ($ - $$) db 0x90
    begin
    mov esp, STACK - 0x100
    flat
    wait_flag 0x700
    tseg_type MT_WB
    mov dword [dword CONFIG], PLANTED
    mov eax, [dword CONFIG]
    mov [0x610], eax
    mov byte [0x701], 1
    rest
