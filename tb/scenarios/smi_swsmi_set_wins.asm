;! Every expiry of the SW SMI timer makes an SMI, also when software clears its status in the clock of the expiry.
;! slow_clocks /1000
;! modes  cycle the clear is moved past the expiry in steps of clocks, fetches and reads over the bus
;! until  ich9.post == 0xd0       within 6 ms
;! expect ev.swsmi_sts == 128
;! expect ev.smi_low == 128
;! expect mem8.0x60c == 128
org 0x8000
%include "lib/smm.inc"

STEPS  equ 128
CAME   equ 0x700                        ; the handler was there
TRIES  equ 60                           ; of looking for it, longer than the 1.5 us of the timer

; The clear comes each time a little later, from before the expiry to after it: the program jumps to a place among 64 nops
; (two of them apart: a core clock each, and a fetch every eight) and from there to one among 4 reads of a port.
    begin
    install handler
    pm_block
    xor bp, bp
.next:
    smi_enable GBL_SMI_EN | EOS
    smi_enable GBL_SMI_EN | SWSMI_TMR_EN | EOS
    mov dx, SMI_STS
    mov si, bp
    shr si, 5
    shl si, 1
    neg si
    add si, .reads + 8
    mov di, bp
    and di, 0x1f
    shl di, 1
    neg di
    add di, .nops + 64
    jmp di
    align 8
.nops:
    times 64 nop
    jmp si
    align 8
.reads:
    times 4 in al, 0x61
    mov eax, SWSMI_TMR_STS
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
