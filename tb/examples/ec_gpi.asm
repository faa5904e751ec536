;! A SystemC module outside the model presses GPI3 and releases it when it sees SMI#.
;! modes  cycle the outside module counts time
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect ich9.smi_sts == 0
;! expect mem.0x600 == 0x123
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    pm_block
    cfg_write32 LPC, GPI_ROUT, 1 << (2 * 3)
    mov dx, ALT_GP_EN
    mov ax, 1 << 3
    out dx, ax
    note 1
    smi_enable GBL_SMI_EN | EOS
    wait_flag 0x704
    note 3
    done

handler:
    note 2
    mov dx, ALT_GP_STS
.clear:
    mov ax, 1 << 3
    out dx, ax
    in ax, dx
    test ax, ax
    jnz .clear
    set_eos
    mov byte [0x704], 1
    rsm
handler_end:
