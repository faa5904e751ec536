;! With a cause still pending, EOS makes SMI# high for 4 PCICLK and then low again.
; GPI0 is the cause that stays. GPI1 is routed but not enabled: it only marks a moment, the third PCICLK of the gap.
;! up:   on ev.eos#1 +2 us            set board.gpi 1
;! mark: on ev.smi_high#1 +2 pciclk   set board.gpi 3
;! down: on cpu0.ev.smm_enter#2 +0 ns set board.gpi 0
;! until  bus.smi_n == 0       within 2 ms
;! until  bus.smi_n == 1       within 2 ms
;! expect ich9.smi_sts == 0x400
;! until  bus.smi_n == 0       within 5 pciclk
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.smi_low == 2
;! expect ev.smi_high == 2
;! expect cpu0.ev.smm_enter == 2
;! expect ev.smi_high#1 before ev.gpi#2
;! expect ev.gpi#2 before ev.smi_low#2
;! expect mem.0x600 == 0x1234
; After the second fall the first handler read EOS as 0; GBL_SMI_EN stayed:
;! expect mem.0x604 == 1
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    cfg_write32 LPC, GPI_ROUT, 0x5      ; GPI0 and GPI1 to SMI#
    mov dx, ALT_GP_EN
    mov ax, 1
    out dx, ax
    note 1
    smi_enable GBL_SMI_EN | EOS
    wait_flag 0x704
    note 4
    done

handler:
    cmp byte [0x600], 1
    jne .second
    note 2
    set_eos
.reasserted:
    in eax, dx
    test al, EOS
    jnz .reasserted
    mov [0x604], eax
    rsm
.second:
    note 3
    mov dx, ALT_GP_STS
.clear:
    mov ax, 3
    out dx, ax
    in ax, dx
    test ax, ax
    jnz .clear
    set_eos
    mov byte [0x704], 1
    rsm
handler_end:
