;! Stores and write-combining stores go on through SMIs: nothing is lost where auto mode leaves cycle mode and buffers are full.
;! part   core2
;! until  ich9.post == 0xd0    within 5 ms
;! until  cpu0.halted == 1     within 1 ms
;! expect ev.smm_exit == 4
; What was stored, all 4000 dwords of each kind of memory, and what was read back on the way
;! expect mem.0x604 == 16000
;! expect mem.0x608 == 16000
;! expect mem.0x00100000 == 1
;! expect mem.0x00103e7c == 4000
;! expect mem.0x00200000 == 1
;! expect mem.0x00203e7c == 4000
; Bytes of lines that were never full
;! expect mem.0x00204000 == 0x04000400
;! expect mem.0x00204040 == 0x00000400
org 0x8000
%include "lib/smm.inc"
%include "lib/cache.inc"

WB_AT       equ 0x100000
WC_AT       equ 0x200000

    begin
    install handler
    smi_setup
    cfg_write16 MCH, TOLUD, 0x0400
    flat
    mtrr_range 0, 0, 0x80000, MT_WB
    mtrr_range 1, WB_AT, 0x100000, MT_WB
    mtrr_range 2, WC_AT, 0x100000, MT_WC
    caches_on
    mov cx, 4
.again:
    push cx
    mov word [dword WC_AT + 0x4041], 0x0303
    mov byte [dword WC_AT + 0x4041], 4
    mov byte [dword WC_AT + 0x4042], 0
    mov byte [dword WC_AT + 0x4001], 4
    mov byte [dword WC_AT + 0x4003], 4
    apm_write 1
    xor ebx, ebx                        ; auto mode leaves cycle mode somewhere in this loop
.store:
    inc ebx
    mov [dword WB_AT - 4 + ebx * 4], ebx
    mov [dword WC_AT - 4 + ebx * 4], ebx
    mov eax, [dword WB_AT - 4 + ebx * 4]
    cmp eax, ebx
    jne .wrong
    inc dword [0x604]
.wrong:
    cmp ebx, 4000
    jb .store
.read:
    cmp [dword WC_AT - 4 + ebx * 4], ebx
    jne .other
    inc dword [0x608]
.other:
    dec ebx
    jnz .read
    pop cx
    dec cx
    jnz .again
    wbinvd
    done

handler:
    smi_ack
    rsm
handler_end:
