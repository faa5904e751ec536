;! A handler leaves modified lines on both levels; where auto mode leaves cycle mode they go to memory, so that each mode gives the same.
;! until  cpu0.halted == 1     within 5 ms
;! expect mem.0x604 == 21
;! expect mem.0x00010000 == 1
;! expect mem.0x00015000 == 6
;! expect ev.smm_exit == 1
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"
STRIDE equ 128 * 32                     ; six lines of one set of level 1, which has four ways

    begin
    install handler
    smi_setup
    mtrr_range 0, 0, 0x80000, MT_WB
    caches_on
    mov ax, 0x1000
    mov es, ax
    apm_write 1
    mov ecx, 2000
.spin:                                  ; auto mode is back in fast mode
    loop .spin
    xor eax, eax
    xor si, si
    mov cx, 6
.add:
    add eax, [es:si]
    add si, STRIDE
    loop .add
    mov [0x604], eax
    wbinvd
    done

handler:
    mov ax, 0x1000
    mov es, ax
    xor si, si
    mov eax, 1
.store:
    mov [es:si], eax
    add si, STRIDE
    inc eax
    cmp eax, 6
    jbe .store
    smi_ack
    rsm
handler_end:
