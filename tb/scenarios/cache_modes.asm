;! A program with caches on and SMIs gives the same in each mode: where auto mode leaves cycle mode, dirty lines go to memory.
;! until  cpu0.halted == 1     within 5 ms
;! expect mem.0x00010000 == 4
;! expect mem.0x00010004 == 3
;! expect ev.smm_exit == 3
;! expect mem.0x600 == 0x12223
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

    begin
    install handler
    smi_setup
    mtrr_range 0, 0, 0x80000, MT_WB
    caches_on
    mov ax, 0x1000
    mov es, ax
    note 1
    mov dword [es:0], 1
    mov cx, 3
.again:
    push cx
    apm_write 1
    inc dword [es:0]
    pop cx
    loop .again
    note 3
    wbinvd
    done

handler:
    note 2
    mov ax, 0x1000
    mov es, ax
    inc dword [es:4]
    smi_ack
    rsm
handler_end:
