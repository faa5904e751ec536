;! BILD freezes top swap with the value that it has, cannot be cleared, and is 0 again after a reset by CF9h.
;! until  ich9.post == 0xd0    within 2 ms
;! expect ev.plat_reset == 1
; Comparisons, and the first that failed
;! expect mem.0x610 == 18
;! expect mem.0x614 == 0
;! never  shutdown
org 0x8000
%include "lib/smm.inc"
BUC         equ RCBA + 0x3414
TS          equ 1
BILD        equ 1

; top_swap written, expected: BUC and TSS in BIOS_CNTL
%macro top_swap 2
    mov byte [dword BUC], %1
    movzx eax, byte [dword BUC]
    same %2
    cfg_read8 LPC, BIOS_CNTL
    movzx eax, al
    same (%2) << 4
%endmacro
%macro gcs 2
    mov dword [dword GCS], %1
    mov eax, [dword GCS]
    same %2
%endmacro

    begin
    flat
    rcba_open
    cmp dword [0x610], 0
    jne .second_life
    gcs 0, 0
    top_swap 0, 0
    top_swap TS, TS
    top_swap TS, TS
    top_swap 0, 0
    gcs BILD, BILD
    gcs 0, BILD
    top_swap TS, 0
    top_swap 0, 0
    cf9_reset

.second_life:
    mov byte [dword BUC], TS
    gcs BILD | NO_REBOOT, BILD | NO_REBOOT
    gcs BILD, BILD
    mov byte [dword BUC], 0
    mov byte [dword BUC], TS
    movzx eax, byte [dword BUC]
    same TS
    done
