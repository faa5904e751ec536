;! Every expiry of the SW SMI timer makes an SMI, also when software clears its status in the clock of the expiry.
;! slow_clocks /1000
;! modes  cycle the clear is moved past the expiry in steps of fetches and reads over the bus
;! until  ich9.post == 0xd0       within 2 ms
;! expect ev.swsmi_sts == 32
;! expect ev.smi_low == 32
;! expect mem8.0x60c == 32
org 0x8000
%include "lib/smm.inc"

STEPS  equ 32
CAME   equ 0x700                        ; the handler was there
TRIES  equ 60                           ; of looking for it, longer than the 1.5 us of the timer

; The clear comes each time a little later, from before the expiry to after it: the program jumps to a place among nops
; (4 of them, a quadword apart) and from there to one among reads of memory (8).
    begin
    install handler
    pm_block
    xor bp, bp
.next:
    smi_enable GBL_SMI_EN | EOS
    smi_enable GBL_SMI_EN | SWSMI_TMR_EN | EOS
    mov dx, SMI_STS
    mov eax, SWSMI_TMR_STS
    mov si, bp
    and si, 7
    shl si, 2
    neg si
    add si, .reads + 32
    mov di, bp
    and di, 0x38
    neg di
    add di, .nops + 32
    jmp di
    align 8
.nops:
    times 32 nop
    jmp si
    align 8
.reads:
    times 8 mov cx, [0x710]
    out dx, eax
    mov cx, TRIES
.wait:
    cmp byte [CAME], 0
    jne .came
    loop .wait
.came:
    mov byte [CAME], 0
    inc bp
    cmp bp, STEPS
    jne .next
    done

handler:
    count_smi
    mov byte [CAME], 1
    mov dx, SMI_STS
    mov eax, SWSMI_TMR_STS
    out dx, eax
    set_eos
    rsm
handler_end:
