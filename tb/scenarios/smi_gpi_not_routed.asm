;! A GPI that is not routed to SMI#, or routed but not enabled, raises no SMI.
; GPI1 is enabled but not routed, GPI2 is routed but not enabled, GPI4 is routed to SCI.
;! up:   on ev.eos#1 +2 us  set board.gpi 0x16
;! go:   on ev.eos#1 +9 us  master dmi write 0x700 1
;! until  cpu0.halted == 1     within 2 ms
; Only what is routed to SMI# is latched:
;! expect mem16.0x604 == 4
;! expect mem.0x608 == 0x1000
;! expect mem.0x600 == 0x12
;! never  ev.smi_low
org 0x8000
%include "lib/smm.inc"

    begin
    pm_block
    cfg_write32 LPC, GPI_ROUT, 1 << (2 * 2) | 2 << (2 * 4)
    mov dx, ALT_GP_EN
    mov ax, 1 << 1 | 1 << 4
    out dx, ax
    note 1
    smi_enable GBL_SMI_EN | EOS
    wait_flag 0x700
    note 2
    mov dx, ALT_GP_STS
    in ax, dx
    mov [0x604], ax
    mov dx, SMI_STS
    in eax, dx
    add eax, 0x1000
    mov [0x608], eax
    done
