;! A GPI routed to SMI# raises an SMI; SMI_STS shows it until ALT_GP_SMI_STS is cleared: row 12 of the source table.
;! up:   on ev.eos#1 +2 us              set board.gpi 8
;! down: on cpu0.ev.smm_fetch +2 us     set board.gpi 0
;! until  cpu0.halted == 1     within 2 ms
;! expect ev.smi_low == 1
;! expect cpu0.ev.smm_enter == 1
;! expect ev.gpi#1 before ev.smi_low
;! expect ich9.smi_sts == 0
;! expect bus.smi_n == 1
;! expect mem.0x600 == 0x123
; Seen by the handler: GPI_STS, GPI3 in ALT_GP_SMI_STS; W1C had no effect while the pin was high, and had later:
;! expect mem.0x604 == 0x400
;! expect mem16.0x608 == 8
;! expect mem16.0x60a == 8
;! expect mem16.0x60c == 0
org 0x8000
%include "lib/smm.inc"

    begin
    install handler
    mov word [0x60c], 0xffff
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
    mov dx, SMI_STS
    in eax, dx
    mov [0x604], eax
    mov dx, ALT_GP_STS
    in ax, dx
    mov [0x608], ax
    mov ax, 1 << 3
    out dx, ax
    in ax, dx
    mov [0x60a], ax
.clear:
    mov ax, 1 << 3
    out dx, ax
    in ax, dx
    test ax, ax
    jnz .clear
    mov [0x60c], ax
    set_eos
    mov byte [0x704], 1
    rsm
handler_end:
