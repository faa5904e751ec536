;! For speed: an SMI every few hundred instructions of a loop of loads, stores and calls, without end.
;! watchdog 1000 s
;! never ev.shutdown
;! never ev.exception
;! never ev.unknown_opcode
org 0x8000
%include "../scenarios/lib/smm.inc"

TABLE       equ 0x2000                  ; 256 dwords
ROUNDS      equ 24                      ; of the inner loop between two SMIs, about 15 instructions each

    begin
    install handler
    smi_setup
    xor ebx, ebx
again:
    mov cx, ROUNDS
.work:
    mov si, cx
    shl si, 2
    mov eax, [TABLE + si]
    add eax, ebx
    call mix
    mov [TABLE + si], eax
    movzx edx, byte [TABLE + si + 1]
    xor ebx, edx
    push ebx
    add dword [esp], 3
    pop ebx
    test al, 1
    jz .even
    inc word [TABLE - 2]
.even:
    dec cx
    jnz .work
    apm_write 0x5a
    jmp again

mix:
    rol eax, 5
    xor eax, 0x9e3779b9
    ret

; Looks at the command and at where the program was, as handlers do, then leaves.
handler:
    in al, APM_CNT_PORT
    mov [TABLE - 4], al
    mov eax, [slot(MAP_EIP)]
    mov [TABLE - 8], eax
    smi_ack
    rsm
handler_end:
